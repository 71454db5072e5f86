package io.bursar.routing;

import java.util.Map;

/** Knows in which arms of experiments a payer is; whoever runs experiments implements it. */
public interface Arms {
    /** @param customer id of ours; empty: nobody known @return arms by their experiments' names */
    Map<String, String> of(int book, String customer);
}
