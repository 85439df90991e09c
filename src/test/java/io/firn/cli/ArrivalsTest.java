package io.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.nix.NarHash;
import io.firn.nix.NarInfo;
import io.firn.nix.NarSource;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ArrivalsTest {
    private static final NarSource NAR = out -> {};

    @Test
    void pathIsHandedOutWhenItIsHereAndTheStoreHasWhatItRefersTo() throws InterruptedException {
        var arrivals = new Arrivals(List.of(narInfo("a"), narInfo("b", "a"), narInfo("c", "a", "b", "c")));
        arrivals.arrived(path("c"), NAR);
        arrivals.arrived(path("a"), NAR);
        assertThat(taken(arrivals)).isEqualTo("a");
        arrivals.arrived(path("b"), NAR);
        assertThat(taken(arrivals)).isEqualTo("b");
        assertThat(taken(arrivals)).isEqualTo("c");
        assertThat(arrivals.next()).isEmpty();
        arrivals.orFail();
    }

    @Test
    void whatComesTwiceIsTakenOnce() throws InterruptedException {
        var arrivals = new Arrivals(List.of(narInfo("a"), narInfo("b")));
        arrivals.arrived(path("a"), NAR);
        arrivals.arrived(path("a"), NAR);
        assertThat(taken(arrivals)).isEqualTo("a");
        arrivals.arrived(path("a"), NAR);
        arrivals.arrived(path("b"), NAR);
        assertThat(taken(arrivals)).isEqualTo("b");
        assertThat(arrivals.next()).isEmpty();
    }

    @Test
    void referencesInACircleAreSaidRatherThanWaitedFor() throws InterruptedException {
        var arrivals = new Arrivals(List.of(narInfo("a", "b"), narInfo("b", "a"), narInfo("c")));
        Stream.of("a", "b", "c").forEach(name -> arrivals.arrived(path(name), NAR));
        assertThat(taken(arrivals)).isEqualTo("c");
        assertThat(arrivals.next()).isEmpty();
        assertThatThrownBy(arrivals::orFail).hasMessageContaining("in a circle");
    }

    @Test
    void oneWhoWaitsIsToldThatItGoesNoFurther() throws Exception {
        var arrivals = new Arrivals(List.of(narInfo("a")));
        var waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return arrivals.next();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        arrivals.fail(new IllegalStateException("the first"));
        arrivals.fail(new IllegalStateException("what came of it"));
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEmpty();
        assertThatThrownBy(arrivals::orFail).hasMessage("the first");
    }

    @Test
    void whatStillComesIsStoppedWhenItGoesNoFurther() {
        var arrivals = new Arrivals(List.of(narInfo("a")));
        var stopped = new ArrayList<String>();
        arrivals.onFailure(() -> stopped.add("before"));
        assertThat(stopped).isEmpty();
        arrivals.fail(new IllegalStateException("the first"));
        arrivals.fail(new IllegalStateException("what came of it"));
        arrivals.onFailure(() -> stopped.add("after"));
        assertThat(stopped).containsExactly("before", "after");
    }

    private static String taken(Arrivals arrivals) throws InterruptedException {
        StorePath path = arrivals.next().orElseThrow().narInfo().info().path();
        arrivals.taken(path);
        return path.name();
    }

    private static StorePath path(String name) {
        return StorePath.parse("/nix/store/" + name.repeat(32).substring(0, 32) + "-" + name);
    }

    private static NarInfo narInfo(String name, String... references) {
        var others = new TreeSet<>(
                new ArrayList<>(Stream.of(references).map(ArrivalsTest::path).toList()));
        var info = new PathInfo(path(name), new NarHash(new byte[32]), 8, others, Optional.empty(), Optional.empty());
        return new NarInfo(info, "nar/" + name, "none", Optional.empty(), Optional.empty(), List.of());
    }
}
