package io.firn.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Pushes apps of its own to the installation that all share, and breaks nothing: runs beside others that do no more than that. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Order(1)
@ResourceLock(value = Installation.SERVICE, mode = ResourceAccessMode.READ)
public @interface SharesInstallation {}
