package io.firn.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a caller's token must allow: any one of the scopes ({@link Scope#ADMIN} allows all). On the class it holds for all
 * of its methods; on a method it replaces the class's. A resource method with neither this nor {@link Public} is denied.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Needs {
    /** Any one of these is enough; none means that any valid token is, one made for one thing included. */
    Scope[] value();

    /**
     * Name of the path parameter that a short-lived token must have been made for. Where it is empty, a token made for one
     * thing only is refused.
     */
    String resource() default "";

    /** Name of a boolean setting that opens this to callers without a token. */
    String unless() default "";

    /**
     * When the one thing that a path is about is open to callers without a token, in words; the {@link RawDoor} of the path's
     * first segment tells whether it is. Empty where it never is.
     */
    String whereOpen() default "";
}
