package io.evac.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The role that a request needs at least. A request without the word is nobody's. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Needs {
    Role value();

    /** Whether it is about every host, so that nobody may who may use some only. */
    boolean everyHost() default false;
}
