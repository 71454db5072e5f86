package io.bursar.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On routes that take {@code multipart/form-data}, with a file in it, instead of the other forms of bodies. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface TakesFile {
    /** Largest file, in bytes. */
    int most();
}
