package io.firn.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.TestDatabase;
import io.firn.fault.Fault;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class LeasesTest {
    private static final Duration LENGTH = Duration.ofMillis(1500);

    @Inject
    LeaseRows rows;

    @Inject
    EntityManager database;

    @Inject
    Supplier<UUID> ids;

    private final Path folder = Path.of(ConfigProvider.getConfig().getValue("firn.data-dir", String.class))
            .resolve("test-" + UUID.randomUUID());

    private String name;

    @BeforeEach
    void chooseName() {
        name = "test/" + ids.get();
    }

    private record Settings(Path dir, Duration lease, Duration renew) implements WorkSettings {}

    private InstanceId instance(String which) {
        return new InstanceId(settings(which, Duration.ofMillis(300)), ids);
    }

    private Settings settings(String which, Duration renew) {
        return new Settings(folder.resolve(which), LENGTH, renew);
    }

    private Leases leases(InstanceId instance) {
        return new Leases(rows, database, instance, settings("any", Duration.ofMillis(300)));
    }

    /** As a process that was stopped in the middle: it believes in its lease and renews nothing. */
    private Leases frozen(InstanceId instance) {
        return new Leases(rows, database, instance, settings("any", Duration.ofHours(1)));
    }

    @Test
    void oneHolderAtATimeAndTheNextOneAtOnceAfterIt() {
        Leases ours = leases(instance("a"));
        Leases theirs = leases(instance("b"));
        Lease first = ours.tryTake(name).orElseThrow();
        assertThat(theirs.tryTake(name)).isEmpty();
        assertThat(ours.tryTake(name)).as("nor twice in one process").isEmpty();
        first.close();
        assertThat(first.held()).isFalse();
        Lease second = theirs.tryTake(name).orElseThrow();
        assertThat(second.epoch()).isGreaterThan(first.epoch());
        second.close();
    }

    @Test
    void aRenewedLeaseOutlivesItsLength() throws InterruptedException {
        Leases ours = leases(instance("a"));
        Leases theirs = leases(instance("b"));
        try (Lease lease = ours.tryTake(name).orElseThrow()) {
            Thread.sleep(LENGTH.multipliedBy(2).toMillis());
            assertThat(lease.held()).isTrue();
            assertThat(theirs.tryTake(name)).isEmpty();
            QuarkusTransaction.requiringNew().run(lease::fence);
        }
    }

    @Test
    void aFrozenHolderIsReplacedAndFencedOff() throws InterruptedException {
        Lease frozen = frozen(instance("a")).tryTake(name).orElseThrow();
        Leases theirs = leases(instance("b"));
        Optional<Lease> taken = theirs.tryTake(name);
        assertThat(taken).isEmpty();
        Thread.sleep(LENGTH.plusMillis(200).toMillis());
        taken = theirs.tryTake(name);
        assertThat(taken).isPresent();
        assertThat(frozen.held()).isFalse();
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(frozen::fence))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("took the work over");
        QuarkusTransaction.requiringNew().run(taken.get()::fence);
        frozen.close();
        QuarkusTransaction.requiringNew().run(taken.get()::fence);
        taken.get().close();
    }

    @Test
    void aRestartedInstanceTakesItsOwnLeasesBackAtOnce() {
        InstanceId same = instance("a");
        Lease before = frozen(same).tryTake(name).orElseThrow();
        Lease after = leases(same).tryTake(name).orElseThrow();
        assertThat(after.epoch()).isEqualTo(before.epoch() + 1);
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(before::fence))
                .isInstanceOf(Fault.class);
        after.close();
    }

    @Test
    void nobodyTakesOverWhileAFencedTransactionIsOpen() throws Exception {
        Lease holder = frozen(instance("a")).tryTake(name).orElseThrow();
        Thread.sleep(LENGTH.plusMillis(100).toMillis());
        var committed = new CompletableFuture<Long>();
        CompletableFuture<Long> takenAt = new CompletableFuture<>();
        QuarkusTransaction.requiringNew().run(() -> {
            holder.fence();
            Thread.ofPlatform().start(() -> {
                leases(instance("b")).tryTake(name);
                takenAt.complete(System.nanoTime());
            });
            pause();
            assertThat(takenAt).isNotDone();
            committed.complete(System.nanoTime());
        });
        assertThat(takenAt.get()).isGreaterThan(committed.get());
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anInstanceIdStaysAndIsHeldByOneOnly() throws Exception {
        InstanceId first = instance("c");
        String id = first.value();
        assertThatThrownBy(() -> instance("c"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("in use by another Firn");
        first.release();
        assertThat(instance("c").value()).isEqualTo(id);
    }
}
