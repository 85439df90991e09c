package io.firn.pipeline;

import io.firn.app.App;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.source.Revision;
import io.firn.work.Lease;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Steps, leases and runs made by hand. */
final class PipelineFixture {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final Revision REVISION = new Revision("1".repeat(40), "2".repeat(40));

    private PipelineFixture() {}

    /** An app of which nothing but its being there matters. */
    static App app() {
        return new App() {};
    }

    static Run run() {
        return new Run(UUID.randomUUID(), UUID.randomUUID(), RunOrder.deploy(REVISION, null, null, null), NOW);
    }

    /** A lease that can be lost. */
    static final class FakeLease implements Lease {
        volatile boolean held = true;

        @Override
        public String name() {
            return "app:x";
        }

        @Override
        public long epoch() {
            return 1;
        }

        @Override
        public void fence() {
            if (!held) {
                throw Fault.of(FaultCode.CONFLICT, "Could not go on: taken over.");
            }
        }

        @Override
        public void fence(java.sql.Connection connection) {
            fence();
        }

        @Override
        public boolean held() {
            return held;
        }

        @Override
        public void close() {
            held = false;
        }
    }

    /** A world in which each step leaves its name, and a step that looks there. */
    static final class World {
        final List<String> effects = new ArrayList<>();
        final List<String> undone = new ArrayList<>();

        FakeStep step(String name) {
            return new FakeStep(name, this);
        }
    }

    static class FakeStep implements Step {
        final String name;
        final World world;
        boolean noReturn;
        Runnable in = () -> {};

        FakeStep(String name, World world) {
            this.name = name;
            this.world = world;
        }

        FakeStep doing(Runnable what) {
            in = what;
            return this;
        }

        FakeStep lastCall() {
            noReturn = true;
            return this;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Optional<String> done(RunContext run) {
            return world.effects.contains(name) ? Optional.of("it is there") : Optional.empty();
        }

        @Override
        public void run(RunContext run) {
            in.run();
            world.effects.add(name);
        }

        @Override
        public void undo(RunContext run) {
            world.undone.add(name);
        }

        @Override
        public boolean pointOfNoReturn() {
            return noReturn;
        }
    }
}
