package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The only builder that may work, first empty, then with a disk that is too full: what it lacks it takes out of Firn's cache, and
 * above its mark it is collected, gets work again, and says why not where that does not help.
 */
@BreaksInstallation
@ResourceLock(Installation.BUILDERS)
@LongTest
@Timeout(900)
class FullBuilderIT {
    private static final Path EXAMPLE = Path.of("buildpacks/nodejs/examples/express");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private final Installation firn = Installation.required();

    private String settings = "";

    /** What builds must find free is for disks of a usual size. */
    @BeforeEach
    void littleIsEnough() throws IOException {
        Path file = firn.home().resolve("settings.properties");
        settings = Files.readString(file);
        Files.writeString(file, "\nfirn.farm.free-disk=50M\n", StandardOpenOption.APPEND);
        restart();
    }

    @AfterEach
    void asItWas() throws IOException {
        builder("umount -l /nix; umount -l /small; rm -rf /small; true");
        firn.builders().forEach(number -> firn.firn("nodes", "enable", "builder-" + number)
                .ok());
        Files.writeString(firn.home().resolve("settings.properties"), settings);
        restart();
    }

    private void restart() {
        firn.lab("service", "stop").ok();
        firn.lab("service", "start").ok();
    }

    @Test
    void anEmptyBuilderTakesItsToolchainsFromTheCacheAndAFullOneIsCollectedOrRefused() {
        Repository first = Repository.of(firn, EXAMPLE, folder, "roomy-one");
        first.push().ok();
        Await.until(
                "toolchains in the cache", PATIENCE, () -> firn.json("GET", "/cache/roots?limit=1&after=packages/", "")
                        .toString()
                        .contains("packages/"));
        firn.builders().stream().filter(number -> number != 2).forEach(number -> firn.firn(
                        "nodes", "drain", "builder-" + number)
                .ok());

        // A store of its own, with nothing in it and little room.
        builder("mkdir -p /small && mount -t tmpfs -o size=3500m tmpfs /small && mkdir -p /small/store /small/var"
                        + " && mount --bind /small /nix")
                .ok();
        Repository second = Repository.of(firn, EXAMPLE, folder, "roomy-two");
        String log = second.push().ok().output();
        assertThat(log)
                .containsPattern("copying path '/nix/store/[0-9a-z]{32}-nodejs-[^']*' from 'http://[^']*/cache'");
        assertThat(log.lines()
                        .filter(line -> line.contains("building '/nix/store/"))
                        .toList())
                .as("built there")
                .singleElement()
                .asString()
                .contains("-roomy-two.drv");

        builder("while [ $(df --output=pcent /nix/store | tail -1 | tr -dc 0-9) -lt 90 ]; do"
                        + " head -c 400M /dev/urandom >/root/dead && nix-store --add /root/dead; done; rm /root/dead")
                .ok();
        Await.until("a collected store", PATIENCE, () -> percent() < 85);
        second.edit("src/server.ts", "Hello", "Servus")
                .commit("with room again")
                .push()
                .ok();

        builder("nix-store --gc; head -c $(($(df --output=avail -m /nix/store | tail -1) - 30))M /dev/zero"
                        + " >/nix/filler")
                .ok();
        Path service = firn.home().resolve("run/service.log");
        Await.until("a refusal", PATIENCE, () -> read(service).contains("Builder 'builder-2' gets no work"));
        second.edit("src/server.ts", "Servus", "Hallo").commit("without room");
        CompletableFuture<Ran> waits = CompletableFuture.supplyAsync(second::push);
        Await.until("the reason", PATIENCE, () -> firn.firn("builds", "why-waiting", "-a", "roomy-two")
                .output()
                .contains("although its store was collected"));
        builder("rm /nix/filler").ok();
        assertThat(waits.join().ok().output()).contains("is live");
    }

    private int percent() {
        return Integer.parseInt(builder("df --output=pcent /nix/store | tail -1 | tr -dc 0-9")
                .ok()
                .output()
                .strip());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Ran builder(String line) {
        return firn.lab("builder", "ssh", "2", line);
    }
}
