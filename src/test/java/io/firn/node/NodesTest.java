package io.firn.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
@Timeout(60)
class NodesTest {
    private static final String NAME = "both-at-once";
    private static final int ROUNDS = 60;

    @Inject
    Nodes nodes;

    @AfterEach
    void leave() {
        nodes.find(NAME).ifPresent(node -> nodes.remove(node.name()));
    }

    @Test
    void whatIsSaidOfANodeHoldsWhileItTellsHowItIs() {
        NodeSpec spec = NodeSpec.builder(NAME, new NodeSpec.Ssh("192.0.2.1", 22, "root"), LabPeer.NONE.hostKey());
        Node node = nodes.join(spec);
        var over = new AtomicBoolean();
        var beats = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var beating = CompletableFuture.runAsync(
                    () -> {
                        while (!over.get()) {
                            nodes.noteBeat(node.id(), vitals(beats.incrementAndGet()), Instant.now());
                        }
                    },
                    threads);
            try {
                for (int n = 0; n < ROUNDS; n++) {
                    nodes.join(spec);
                    nodes.disable(NAME);
                    nodes.enable(NAME);
                }
            } finally {
                over.set(true);
            }
            beating.join();
        }
        assertThat(beats.get()).as("beats meanwhile").isGreaterThan(ROUNDS / 4);
    }

    private static Vitals vitals(int beat) {
        return new Vitals(
                beat / 100.0, 1L << 30, 1L << 29, 1L << 34, 1L << 33, "2.26.3", 2, 0.5, 1L << 34, 1L << 33, 0);
    }
}
