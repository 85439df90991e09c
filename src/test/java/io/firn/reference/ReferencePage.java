package io.firn.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A checked-in page that is made from the code. {@code -Dfirn.regenerate=true} writes it anew; otherwise it must be the same. */
final class ReferencePage {
    private ReferencePage() {}

    static void holds(String name, String content) {
        Path page = Path.of("docs/reference", name);
        try {
            if (Boolean.getBoolean("firn.regenerate")) {
                Files.createDirectories(page.getParent());
                Files.writeString(page, content);
                return;
            }
            assertThat(Files.exists(page) ? Files.readString(page) : "")
                    .as(
                            "%s is out of date; run: mvn test -Dtest='io/firn/reference/*Test' -Dfirn.regenerate=true, and look at the change",
                            page)
                    .isEqualTo(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
