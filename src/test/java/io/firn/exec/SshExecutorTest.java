package io.firn.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.lab.StartsServers;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@StartsServers
class SshExecutorTest extends ExecutorContract {
    private static final SshTimings QUICK = new SshTimings(
            Duration.ofSeconds(3), Duration.ofMillis(300), Duration.ofMillis(1500), Duration.ofSeconds(5));

    private SshServerForTests server;
    private FreezingProxy proxy;
    private SshExecutor executor;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new SshServerForTests(folder);
        proxy = new FreezingProxy(server.peer().port());
        executor = new SshExecutor(server.peerAt(proxy.port()), server.key(), QUICK);
    }

    @AfterEach
    void stop() throws Exception {
        executor.close();
        proxy.close();
        server.close();
    }

    @Override
    Executor executor() {
        return executor;
    }

    @Test
    void lostConnectionIsMadeAgain() {
        assertThat(executor.run(Command.of("echo", "one")).text()).isEqualTo("one");
        proxy.drop();
        assertThat(new RetryingExecutor(executor, 3, Duration.ofMillis(50))
                        .run(Command.of("echo", "two"))
                        .text())
                .isEqualTo("two");
    }

    @Test
    void frozenPeerDoesNotHoldUsLongerThanItsSilenceIsBorne() {
        executor.run(Command.of("true"));
        proxy.freeze();
        unavailableWithin(Duration.ofSeconds(5), () -> executor.run(Command.of("echo", "x")));
    }

    @Test
    void peerFrozenWhileItStreamsIsNoticed() {
        unavailableWithin(
                Duration.ofSeconds(6),
                () -> executor.stream(
                        Command.of("sh", "-c", "echo x; sleep 60"), (bytes, offset, length) -> proxy.freeze()));
    }

    @Test
    void peerFrozenWhileWeFeedItIsNoticed() {
        var endless = new InputStream() {
            private long fed;

            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                fed += length;
                if (fed > 4_000_000) {
                    proxy.freeze();
                }
                return length;
            }
        };
        unavailableWithin(
                Duration.ofSeconds(6),
                () -> executor.run(Command.of("sh", "-c", "cat >/dev/null").withStdin(() -> endless)));
    }

    @Test
    void peerFrozenWhileWeConnectIsNoticed() {
        proxy.freeze();
        unavailableWithin(Duration.ofSeconds(6), () -> executor.run(Command.of("true")));
    }

    @Test
    void afterTheThawCommandsRunAgain() {
        executor.run(Command.of("true"));
        proxy.freeze();
        unavailableWithin(Duration.ofSeconds(5), () -> executor.run(Command.of("true")));
        proxy.thaw();
        assertThat(executor.run(Command.of("echo", "back")).text()).isEqualTo("back");
    }

    @Test
    void slowSinkDoesNotCountAsSilence() {
        long[] seen = new long[1];
        executor.stream(Command.of("head", "-c", "4000000", "/dev/zero"), (bytes, offset, length) -> {
            if (seen[0] == 0) {
                sleep(Duration.ofSeconds(3));
            }
            seen[0] += length;
        });
        assertThat(seen[0]).isEqualTo(4_000_000);
    }

    @Test
    void otherHostKeyIsRefused() throws Exception {
        SshPeer real = server.peer();
        var other = new SshPeer(
                real.host(),
                real.port(),
                real.user(),
                PublicKeyEntry.toString(SshServerForTests.newKey().getPublic()));
        try (var wrong = new SshExecutor(other, server.key(), QUICK)) {
            assertThatThrownBy(() -> wrong.run(Command.of("true")))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.code()).isEqualTo(FaultCode.FORBIDDEN))
                    .hasMessageContaining("host key");
        }
    }

    @Test
    void refusedUserIsToldWhatToDo() {
        SshPeer real = server.peer();
        try (var wrong =
                new SshExecutor(new SshPeer(real.host(), real.port(), "nobody", real.hostKey()), server.key(), QUICK)) {
            assertThatThrownBy(() -> wrong.run(Command.of("true"))).isInstanceOfSatisfying(Fault.class, fault -> {
                assertThat(fault.code()).isEqualTo(FaultCode.FORBIDDEN);
                assertThat(fault.hint())
                        .hasValueSatisfying(hint -> assertThat(hint).contains("authorized_keys"));
            });
        }
    }

    @Test
    void machineThatIsNotThereIsUnavailable() throws Exception {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        try (var nobody = new SshExecutor(server.peerAt(free), server.key(), QUICK)) {
            unavailableWithin(Duration.ofSeconds(4), () -> nobody.run(Command.of("true")));
        }
    }

    @Test
    void manyCommandsAtOnceShareFewChannels() throws Exception {
        var threads = new java.util.ArrayList<Thread>();
        var right = new java.util.concurrent.atomic.AtomicInteger();
        for (int n = 0; n < 40; n++) {
            String text = "number " + n;
            threads.add(Thread.ofVirtual().start(() -> {
                if (executor.run(Command.of("echo", text)).text().equals(text)) {
                    right.incrementAndGet();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(right).hasValue(40);
    }

    private static void unavailableWithin(Duration limit, Runnable running) {
        long start = System.nanoTime();
        assertThatThrownBy(running::run).isInstanceOfSatisfying(Fault.class, fault -> assertThat(fault.code())
                .isEqualTo(FaultCode.UNAVAILABLE));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void transferThatHardlyMovesIsGivenUpThoughTheConnectionLives() {
        Pace least = new Pace(Pace.Flow.OUT, 1000, Duration.ofSeconds(1));
        assertThatThrownBy(() -> executor.stream(
                        Command.of("sh", "-c", "while :; do echo x; sleep 0.1; done")
                                .moving(least),
                        (bytes, offset, length) -> {}))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(FaultCode.UNAVAILABLE))
                .hasMessageContaining("the connection carried less than 1000 bytes a second");
    }

    @Test
    void inputThatNobodyTakesIsGivenUp() {
        Pace least = new Pace(Pace.Flow.IN, 1000, Duration.ofSeconds(1));
        assertThatThrownBy(() -> executor.run(Command.of("sleep", "30")
                        .moving(least)
                        .withStdin(() -> new java.io.ByteArrayInputStream(new byte[20_000_000]))))
                .hasMessageContaining("the connection carried less than");
    }

    @Test
    void programThatGotAllItsInputAndDoesNotEndIsGivenUp() {
        Pace least = new Pace(Pace.Flow.IN, 1000, Duration.ofSeconds(1));
        assertThatThrownBy(() -> executor.run(Command.of("sh", "-c", "cat >/dev/null; exec sleep 30")
                        .moving(least)
                        .withStdin(() -> new java.io.ByteArrayInputStream(new byte[100]))))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(FaultCode.UNAVAILABLE))
                .hasMessageContaining("it did not end though it had been sent all that it reads");
    }

    @Test
    void timeThatOurOwnSideTakesIsNotHeldAgainstTheMachine() {
        Pace least = new Pace(Pace.Flow.OUT, 1_000_000, Duration.ofSeconds(1));
        Result result = executor.stream(
                Command.of("head", "-c", "100000", "/dev/zero").moving(least), (bytes, offset, length) -> {
                    java.util.concurrent.locks.LockSupport.parkNanos(
                            Duration.ofMillis(800).toNanos());
                });
        assertThat(result.ok()).isTrue();
    }
}
