package io.bursar.reference;

import java.util.List;

/**
 * What surrounds every page.
 *
 * @param path of the page
 * @param address where this deployment is reached
 * @param stylesheet where pages find their style
 */
record Frame(String title, String path, List<Chapter> chapters, String address, String stylesheet) {
    static final String START = "/docs";
    static final String ERRORS = "/docs/errors";

    /** What {@code aria-current} says of a link; null: nothing. */
    String current(String href) {
        boolean isHere = href.equals(START) ? path.equals(START) : path.startsWith(href);
        return isHere ? "page" : "";
    }

    boolean isAt(String href) {
        return !current(href).isEmpty();
    }
}
