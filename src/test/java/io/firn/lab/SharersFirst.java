package io.firn.lab;

import io.quarkus.test.junit.util.QuarkusTestProfileAwareClassOrderer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrdererContext;

/**
 * As Quarkus orders tests, but those that share the installation begin first: behind one that waits to break it, they and all
 * others of their thread would wait until nothing is left to be broken.
 */
public final class SharersFirst extends QuarkusTestProfileAwareClassOrderer {
    private static final String FIRST = "00_";

    /** Annotations of tests that Quarkus loads are not this class's own: only their names are the same. */
    @Override
    protected Optional<String> getCustomOrderKey(
            ClassDescriptor test, ClassOrdererContext context, String secondaryOrder) {
        return Arrays.stream(test.getTestClass().getAnnotations())
                        .anyMatch(mark -> mark.annotationType().getName().equals(SharesInstallation.class.getName()))
                ? Optional.of(FIRST + secondaryOrder)
                : Optional.empty();
    }
}
