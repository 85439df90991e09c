/** Java and Kotlin apps built by Maven or Gradle: Spring Boot, Quarkus, Micronaut, plain jars. Pure. */
@NullMarked
package io.firn.detect.java;

import org.jspecify.annotations.NullMarked;
