package io.bursar.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a route answers when all is well, as far as the machinery must know: for {@code expand} and {@code Accept}. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Answers {
    /** The answer's member {@code object}; of the items, where the answer is a list. Empty: nothing to expand. */
    String value() default "";

    Shape shape() default Shape.OBJECT;

    /** Forms beside JSON. */
    Form[] also() default {};

    /** One object or many. */
    enum Shape {
        OBJECT,
        LIST
    }

    /** A form beside JSON. */
    enum Form {
        CSV
    }
}
