package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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

    /**
     * Pushes an app, kills the service while a registry has it wait for a file, and starts it again when the builders are so far. The
     * pusher's connection went with the service: whether the app is there is for the caller to await.
     *
     * @param soFar what is waited for, for people
     */
    final void pushThroughADeath(Repository app, RegistryForApps.Held held, String soFar, BooleanSupplier reached)
            throws Exception {
        try (var pusher = Executors.newSingleThreadExecutor()) {
            var push = pusher.submit(app::push);
            assertThat(held.asked().await(10, TimeUnit.MINUTES)).isTrue();
            firn.lab("service", "kill").ok();
            held.given().countDown(); // who asked is dead
            Await.until(soFar, Duration.ofMinutes(3), reached);
            firn.lab("service", "start").ok();
            push.get();
        }
    }

    @AfterAll
    void settingsAreAsTheyWere() throws IOException {
        Files.writeString(firn.home().resolve("settings.properties"), settings);
        firn.lab("service", "stop").ok();
        firn.lab("service", "start").ok();
        registry.close();
    }
}
