package io.firn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;

/** Tokens for tests that speak HTTP. */
public final class TestTokens {
    private TestTokens() {}

    /** The admin token that the first start wrote. */
    public static String admin() {
        String file = ConfigProvider.getConfig().getValue("firn.bootstrap-token-file", String.class);
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
