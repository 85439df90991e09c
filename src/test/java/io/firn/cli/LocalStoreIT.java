package io.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.cache.StockNix;
import io.firn.cache.StockNix.Built;
import io.firn.exec.Command;
import io.firn.fault.Fault;
import io.firn.lab.OneAtATime;
import io.firn.nix.HashingInputStream;
import io.firn.nix.NarHash;
import io.firn.nix.NarInfo;
import io.firn.nix.PathInfo;
import io.firn.nix.SigningKey;
import io.firn.nix.StorePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths taken in by the stores of real Nix, 2.26 (trixie) and 2.34 (sid). */
@OneAtATime
@Timeout(600)
class LocalStoreIT {
    private final SigningKey key = SigningKey.generate("here-1");

    @ParameterizedTest
    @ValueSource(strings = {"trixie", "sid"})
    void takesPathsWithTheirReferencesAndSignatures(String suite) throws IOException {
        StockNix nix = StockNix.required(suite);
        try {
            Built built = nix.build("taken in by " + suite + " " + UUID.randomUUID());
            Coming library = coming(nix, built.library());
            Coming app = coming(nix, built.app(), built.library());
            String folder = nix.folder + "/taken";
            var store = new LocalStore(nix.executor(), Optional.of(folder));

            Set<StorePath> both = Set.of(library.path(), app.path());
            assertThat(store.invalid(both)).isEqualTo(both);
            // the app comes first: it waits for what it refers to
            store.take(arrived(app, library));

            assertThat(store.invalid(both)).isEmpty();
            assertThat(StockNix.ok(nix.run("nix-store", "--store", folder, "--query", "--references", built.app())))
                    .isEqualTo(built.library());
            nix.run(
                            "nix",
                            "store",
                            "verify",
                            "--store",
                            folder,
                            "--sigs-needed",
                            "1",
                            "--option",
                            "trusted-public-keys",
                            key.publicKey().toString(),
                            built.app(),
                            built.library())
                    .ok();
            assertThat(nix.run(
                                    "nix",
                                    "store",
                                    "verify",
                                    "--store",
                                    folder,
                                    "--sigs-needed",
                                    "1",
                                    "--option",
                                    "trusted-public-keys",
                                    SigningKey.generate("other-1").publicKey().toString(),
                                    built.app())
                            .exit())
                    .as("the control: another key")
                    .isNotZero();
        } finally {
            nix.forget();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trixie", "sid"})
    void narOfAnotherHashIsRefusedAndWhatCameWholeStays(String suite) throws IOException {
        StockNix nix = StockNix.required(suite);
        try {
            Built built = nix.build("forged for " + suite + " " + UUID.randomUUID());
            Coming library = coming(nix, built.library());
            Coming app = coming(nix, built.app(), built.library());
            var forged = new Coming(signed(info(app.narInfo().info(), new NarHash(new byte[32]))), app.nar());
            var store = new LocalStore(nix.executor(), Optional.of(nix.folder + "/forged"));
            assertThat(store.invalid(Set.of(app.path()))).isNotEmpty();
            assertThatThrownBy(() -> store.take(arrived(library, forged)))
                    .isInstanceOf(Fault.class)
                    .hasMessageContaining("hash mismatch")
                    .hasMessageContaining(app.path().name());
            assertThat(store.invalid(Set.of(library.path(), app.path()))).containsExactly(app.path());
        } finally {
            nix.forget();
        }
    }

    /** What a cache says of a path, and its NAR. */
    private record Coming(NarInfo narInfo, byte[] nar) {
        StorePath path() {
            return narInfo.info().path();
        }
    }

    private static Arrivals arrived(Coming... all) {
        var arrivals = new Arrivals(Stream.of(all).map(Coming::narInfo).toList());
        for (Coming one : all) {
            arrivals.arrived(one.path(), out -> out.write(one.nar()));
        }
        return arrivals;
    }

    private Coming coming(StockNix nix, String path, String... references) throws IOException {
        byte[] nar = nix.executor()
                .run(Command.of("nix-store", "--dump", path))
                .orFail("dump " + path, "")
                .out();
        var hashed = new HashingInputStream(new ByteArrayInputStream(nar));
        hashed.readAllBytes();
        var info = new PathInfo(
                StorePath.parse(path),
                hashed.digest().hash(),
                nar.length,
                new TreeSet<>(Stream.of(references).map(StorePath::parse).toList()),
                Optional.empty(),
                Optional.empty());
        return new Coming(signed(info), nar);
    }

    private NarInfo signed(PathInfo info) {
        return new NarInfo(
                info, "nar/x", "none", Optional.empty(), Optional.empty(), List.of(key.sign(info.fingerprint())));
    }

    private static PathInfo info(PathInfo like, NarHash hash) {
        return new PathInfo(like.path(), hash, like.narSize(), like.references(), like.deriver(), like.ca());
    }
}
