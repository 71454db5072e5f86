package io.bursar.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A route that moves money: unless its key is optional, refused without an {@code Idempotency-Key} before all else. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface MovesMoney {
    /** Where the key may come from. */
    Key key() default Key.HEADER;

    /** Where a route's idempotency key comes from. */
    enum Key {
        /** The header is required. */
        HEADER,
        /** Each item of a batch has its own; the header stands in for those that lack one. */
        HEADER_OR_ITEM,
        /** The header may be left out, as at Stripe; whoever leaves it out may pay twice by asking twice. */
        OPTIONAL
    }
}
