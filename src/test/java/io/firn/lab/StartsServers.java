package io.firn.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Starts servers of its own (SSH, PostgreSQL, S3) and mostly waits for them: one such test after another, beside those that start
 * the service.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("started")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("servers that tests start")
public @interface StartsServers {}
