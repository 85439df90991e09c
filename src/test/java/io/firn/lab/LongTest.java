package io.firn.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** A test of several minutes, which runs only where it is asked for. That is decided before the service is started for it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfEnvironmentVariable(
        named = "FIRN_LONG",
        matches = "1",
        disabledReason = "skipped: takes minutes; set FIRN_LONG=1 to run it too")
public @interface LongTest {}
