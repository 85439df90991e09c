package io.firn.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.TestDatabase;
import io.firn.access.Orgs;
import io.firn.access.Scope;
import io.firn.access.Tokens;
import io.firn.cache.CacheFixture.TestPath;
import io.firn.cache.StockNix.Built;
import io.firn.lab.OneAtATime;
import io.firn.lab.Ran;
import io.firn.nix.NarInfo;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stock Nix clients, 2.26 (trixie) and 2.34 (sid), against the running service. */
@OneAtATime
@QuarkusTest
@WithTestResource(TestDatabase.class)
class StockClientsIT {
    @Inject
    Tokens tokens;

    @Inject
    Orgs orgs;

    @Inject
    OrgCaches caches;

    @Inject
    Keys keys;

    @Inject
    Substituters substituters;

    @ParameterizedTest
    @ValueSource(strings = {"trixie", "sid"})
    void pushesAndPullsAClosureAndReadsLogsAndListings(String suite) throws Exception {
        StockNix nix = StockNix.required(suite);
        try {
            System.out.println(suite + ": " + StockNix.ok(nix.run("nix", "--version")));
            OrgCache cache = cache();
            Built built = nix.build("built by " + suite + " " + UUID.randomUUID());

            nix.netrc("");
            Ran refused = copyTo(nix, cache, built.app());
            assertThat(refused.exit()).as("a push without a token").isNotZero();
            nix.netrc(token(cache, Scope.CACHE_READ));
            assertThat(copyTo(nix, cache, built.app()).exit())
                    .as("a push with a reader's token")
                    .isNotZero();

            nix.netrc(token(cache, Scope.CACHE_WRITE));
            copyTo(nix, cache, built.app()).ok();
            copyLog(nix, cache, built.derivation());

            assertThat(pull(nix, cache, built.app(), "unsigned", "nobody-1:" + "A".repeat(43) + "=")
                            .exit())
                    .as("a pull that trusts another key")
                    .isNotZero();
            nix.netrc("");
            assertThat(pull(nix, cache, built.app(), "refused", key(cache)).exit())
                    .as("a pull without a token")
                    .isNotZero();
            nix.netrc(token(cache, Scope.CACHE_READ));
            pull(nix, cache, built.app(), "pulled", key(cache)).ok();
            assertThat(Files.readString(nix.outside(nix.folder + "/pulled" + built.app() + "/bin/app")))
                    .contains(built.library());
            assertThat(nix.outside(nix.folder + "/pulled" + built.library() + "/text"))
                    .exists();

            assertThat(nix(nix, "log", "--store", url(cache), built.derivation())
                            .ok()
                            .output())
                    .contains("building the app of built by " + suite);
            assertThat(nix(nix, "store", "ls", "--store", url(cache), "--recursive", "--long", built.app())
                            .ok()
                            .output())
                    .contains("bin/app");
            assertThat(new DoorClient("/cache/" + cache.name(), token(cache, Scope.CACHE_READ))
                            .get(built.app().substring(11, 43) + ".ls")
                            .then()
                            .statusCode(200)
                            .extract()
                            .<Boolean>path("root.entries.bin.entries.app.executable"))
                    .isTrue();
        } finally {
            nix.forget();
        }
    }

    /** Firn's own agent with the stores of these clients: the whole process, with the token of who may read. */
    @ParameterizedTest
    @ValueSource(strings = {"trixie", "sid"})
    void agentPullsAClosureWithItsSignatures(String suite) throws Exception {
        StockNix nix = StockNix.required(suite);
        try {
            OrgCache cache = cache();
            Built built = nix.build("for the agent of " + suite + " " + UUID.randomUUID());
            nix.netrc(token(cache, Scope.CACHE_WRITE));
            copyTo(nix, cache, built.app()).ok();

            assertThat(agent(
                                    nix,
                                    cache,
                                    "unknown",
                                    "nobody-1:" + "A".repeat(43) + "=",
                                    token(cache, Scope.CACHE_READ),
                                    built)
                            .output())
                    .contains("none of the trusted keys signed it");
            assertThat(agent(nix, cache, "refused", key(cache), "none", built).exit())
                    .as("without a token that is known")
                    .isNotZero();
            Ran pulled = agent(nix, cache, "agent", key(cache), token(cache, Scope.CACHE_READ), built)
                    .ok();
            assertThat(pulled.output()).contains("2 paths, 2 of them fetched");
            assertThat(Files.readString(nix.outside(nix.folder + "/agent" + built.app() + "/bin/app")))
                    .contains(built.library());
            nix(
                            nix,
                            "store",
                            "verify",
                            "--store",
                            nix.folder + "/agent",
                            "--sigs-needed",
                            "1",
                            "--option",
                            "trusted-public-keys",
                            key(cache),
                            built.app(),
                            built.library())
                    .ok();
            assertThat(agent(nix, cache, "agent", key(cache), token(cache, Scope.CACHE_READ), built)
                            .ok()
                            .output())
                    .contains("2 paths, 0 of them fetched");
        } finally {
            nix.forget();
        }
    }

    private static Ran agent(StockNix nix, OrgCache cache, String into, String key, String token, Built built)
            throws IOException {
        Path bin = Files.createDirectories(nix.outside(nix.folder + "/outside"));
        Path program = bin.resolve("nix-store");
        Files.writeString(program, "#!/bin/sh\nexec " + nix.command() + " nix-store \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        String address = url(cache);
        return Ran.of(
                Path.of("."),
                Map.of(
                        "PATH",
                        bin + ":" + System.getenv("PATH"),
                        "FIRN_URL",
                        address.substring(0, address.indexOf("/cache/")),
                        "FIRN_TOKEN",
                        token),
                Duration.ofMinutes(2),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-jar",
                        "target/firn-cli.jar",
                        "cache",
                        "pull",
                        "--key",
                        key,
                        "--from",
                        address,
                        "--store",
                        nix.folder + "/" + into,
                        built.app()));
    }

    /** What a stock client wrote, with one thing changed in it. */
    @ParameterizedTest
    @ValueSource(strings = {"trixie", "sid"})
    void falseHashIsRefused(String suite) throws Exception {
        StockNix nix = StockNix.required(suite);
        try {
            OrgCache cache = cache();
            Built built = nix.build("forged by " + suite + " " + UUID.randomUUID());
            nix.run("nix", "copy", "--to", "file://" + nix.folder + "/files?compression=zstd", built.app())
                    .ok();
            Path files = nix.outside(nix.folder + "/files");
            var door = new DoorClient("/cache/" + cache.name(), token(cache, Scope.CACHE_WRITE));
            String hash = built.library().substring(11, 43);
            String text = Files.readString(files.resolve(hash + ".narinfo"));
            NarInfo narInfo = NarInfo.parse(text);
            door.put(narInfo.url(), Files.readAllBytes(files.resolve(narInfo.url())))
                    .then()
                    .statusCode(200);
            String forged = text.replace(
                    narInfo.info().narHash().base32(),
                    CacheFixture.sha256(new byte[] {1}).base32());
            door.put(hash + ".narinfo", forged.getBytes(StandardCharsets.UTF_8))
                    .then()
                    .statusCode(422);
            nix.netrc(token(cache, Scope.CACHE_READ));
            assertThat(pull(nix, cache, built.library(), "forged", key(cache)).exit())
                    .isNotZero();
            door.put(hash + ".narinfo", text.getBytes(StandardCharsets.UTF_8))
                    .then()
                    .statusCode(200);
            pull(nix, cache, built.library(), "honest", key(cache)).ok();
        } finally {
            nix.forget();
        }
    }

    /** What org A says of a path that org B's build needs: a builder, told what builders are told, builds it instead. */
    @ParameterizedTest
    @ValueSource(strings = {"trixie", "sid"})
    void forgedPathIsNotTakenByAnotherOrgsBuild(String suite) throws Exception {
        StockNix nix = StockNix.required(suite);
        try {
            OrgCache attackers = cache();
            Built built = nix.build("honest, " + UUID.randomUUID());
            var library = StorePath.parse(built.library());
            TestPath evil = CacheFixture.path("library", "evil " + UUID.randomUUID());
            var forged = new TestPath(
                    new PathInfo(
                            library,
                            evil.info().narHash(),
                            evil.info().narSize(),
                            new TreeSet<>(),
                            Optional.empty(),
                            Optional.empty()),
                    evil.nar());
            String attacker = tokens.issue(attackers.orgId(), "attacker", Set.of(Scope.CACHE_WRITE), Optional.empty())
                    .token();
            new DoorClient("/cache/" + attackers.name(), attacker)
                    .push(forged)
                    .then()
                    .statusCode(200);
            new DoorClient("/cache", attacker).push(forged).then().statusCode(403);

            nix.netrc(tokens.shortLived(Scope.CACHE_READ, "*", Duration.ofMinutes(10)));
            String house = url(attackers).replace("/" + attackers.name(), "");
            String trusted = String.join(
                    " ", substituters.trusted().stream().map(Object::toString).toList());
            assertThat(rebuilt(nix, built, house, trusted)).contains("honest");
            // the control: who takes from the attacker's cache and trusts its key gets what the attacker says
            nix.netrc(attacker);
            assertThat(rebuilt(nix, built, url(attackers), key(attackers))).contains("evil");
        } finally {
            nix.forget();
        }
    }

    /** The text of the library after a store without it was told to build the app, with these substituters. */
    private static String rebuilt(StockNix nix, Built built, String cache, String trusted) throws IOException {
        nix.run("nix-store", "--delete", built.app(), built.library()).ok();
        Ran made = nix.realise(
                built.derivation(),
                "--option",
                "substituters",
                cache,
                "--option",
                "trusted-public-keys",
                trusted,
                "--option",
                "netrc-file",
                nix.folder + "/netrc");
        Path library = nix.outside(built.library());
        Path text = Files.isDirectory(library) ? library.resolve("text") : library;
        return Files.isRegularFile(text) ? Files.readString(text) : made.output();
    }

    private OrgCache cache() {
        String name = "s" + UUID.randomUUID().toString().substring(0, 8);
        OrgCache cache = caches.create(orgs.ensure("stock").id(), name, false, 30, true);
        keys.generate(Optional.of(cache.id()), name + "-1");
        return cache;
    }

    private String token(OrgCache cache, Scope scope) {
        return tokens.issueFor(cache.orgId(), "stock", Set.of(scope), Optional.empty(), cache.name())
                .token();
    }

    private String key(OrgCache cache) {
        return keys.trusted(Optional.of(cache.id())).getFirst().toString();
    }

    private static Ran copyTo(StockNix nix, OrgCache cache, String path) {
        return nix(nix, "copy", "--to", url(cache) + "?compression=zstd", path);
    }

    private static void copyLog(StockNix nix, OrgCache cache, String derivation) {
        nix(nix, "store", "copy-log", "--to", url(cache), derivation).ok();
    }

    private static Ran pull(StockNix nix, OrgCache cache, String path, String into, String key) {
        return nix(
                nix,
                "copy",
                "--from",
                url(cache),
                "--to",
                nix.folder + "/" + into,
                "--option",
                "trusted-public-keys",
                key,
                path);
    }

    private static Ran nix(StockNix nix, String... arguments) {
        var argv = new java.util.ArrayList<>(List.of("nix"));
        argv.addAll(List.of(arguments));
        argv.addAll(List.of("--option", "netrc-file", nix.folder + "/netrc"));
        return nix.run(argv.toArray(String[]::new));
    }

    private static String url(OrgCache cache) {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        return "http://localhost:" + port + "/cache/" + cache.name();
    }
}
