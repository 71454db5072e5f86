package io.bursar.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The right that a route needs. A route that names none is refused to everybody. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Requires {
    Caller.Right value();

    /** Opens it, too, for less: the route asks for proof beside the key, and tells less. None unless named. */
    Caller.Right[] or() default {};
}
