package io.firn.lab;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * An installation whose operator has set registries of their own ({@code firn.mirror.<registry>}), ones that the test serves, and allows
 * apps to name others there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OwnRegistries {
    @TempDir
    Path folder;

    final Installation firn = Installation.required();
    final RegistryForApps registry;
    private final String[] names;
    private String settings = "";

    OwnRegistries(String... names) throws IOException {
        this.names = names;
        registry = new RegistryForApps();
    }

    @BeforeAll
    void registryIsSet() throws IOException {
        Path file = firn.home().resolve("settings.properties");
        settings = Files.readString(file);
        for (String name : names) {
            Files.writeString(
                    file, "\nfirn.mirror." + name + "=" + registry.base(name) + "\n", StandardOpenOption.APPEND);
        }
        Files.writeString(
                file,
                "\nfirn.sources.inner-registries="
                        + URI.create(registry.base("")).getAuthority() + "\n",
                StandardOpenOption.APPEND);
        firn.lab("service", "stop").ok();
        firn.lab("service", "start").ok();
    }

    @AfterAll
    void settingsAreAsTheyWere() throws IOException {
        Files.writeString(firn.home().resolve("settings.properties"), settings);
        firn.lab("service", "stop").ok();
        firn.lab("service", "start").ok();
        registry.close();
    }
}
