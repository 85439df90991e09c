package io.firn.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Kills or stops parts of the installation that all share: no other test pushes meanwhile, and none takes its builders away. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Order(2)
@ResourceLock(Installation.SERVICE)
@ResourceLock(value = Installation.BUILDERS, mode = ResourceAccessMode.READ)
public @interface BreaksInstallation {}
