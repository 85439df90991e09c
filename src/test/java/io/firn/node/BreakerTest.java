package io.firn.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.exec.Command;
import io.firn.exec.Executor;
import io.firn.exec.OutputSink;
import io.firn.exec.Result;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Breaker breaker = new Breaker(Duration.ofSeconds(1), Duration.ofSeconds(8));

    @Test
    void threeMissesInARowOpenItAndOneThatReachesStartsTheCountAnew() {
        breaker.missed(START);
        breaker.missed(START);
        breaker.reached();
        breaker.missed(START);
        breaker.missed(START);
        assertThat(breaker.lets(START)).isTrue();
        breaker.missed(START);
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
        assertThat(breaker.lets(START.plusMillis(900))).isFalse();
    }

    @Test
    void afterTheWaitOneCallGoesThroughAndDecides() {
        open();
        Instant later = START.plusSeconds(1);
        assertThat(breaker.lets(later)).isTrue();
        assertThat(breaker.lets(later)).as("a second call beside the probe").isFalse();
        breaker.reached();
        assertThat(breaker.lets(later)).isTrue();
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void theWaitDoublesUpToItsLongest() {
        open();
        Instant now = START;
        for (long seconds : new long[] {1, 2, 4, 8, 8}) {
            assertThat(breaker.left(now)).isEqualTo(Duration.ofSeconds(seconds));
            assertThat(breaker.lets(now.plusSeconds(seconds).minusMillis(1))).isFalse();
            now = now.plusSeconds(seconds);
            assertThat(breaker.lets(now)).isTrue();
            breaker.missed(now);
        }
    }

    @Test
    void aProbeThatNeverComesBackIsFollowedByAnother() {
        open();
        assertThat(breaker.lets(START.plusSeconds(1))).isTrue();
        assertThat(breaker.lets(START.plusSeconds(8))).isFalse();
        assertThat(breaker.lets(START.plusSeconds(9))).isTrue();
    }

    @Test
    void aHeartbeatClosesItBeforeTheWaitIsOver() {
        open();
        breaker.reached();
        assertThat(breaker.lets(START)).isTrue();
    }

    @Test
    void callsToADeadMachineFailAtOnceAndSayWhen() {
        var dead = new Dead();
        var executor = new BreakingExecutor(dead, breaker, Clock.fixed(START, ZoneOffset.UTC), false);
        for (int n = 0; n < 10; n++) {
            assertThatThrownBy(() -> executor.run(Command.of("true"))).isInstanceOf(Fault.class);
        }
        assertThat(dead.calls).isEqualTo(Breaker.FAILURES);
        assertThatThrownBy(() -> executor.run(Command.of("true"))).hasMessageContaining("is tried again in 1 s");
    }

    @Test
    void whatFailsOnOurSideOrTakesLongSaysNothingOfTheMachine() {
        Executor slow = new Dead() {
            @Override
            public Result run(Command command) {
                throw Fault.of(FaultCode.TIMEOUT, "Could not finish it: it took too long.");
            }

            @Override
            public Result stream(Command command, OutputSink sink) {
                try {
                    sink.accept(new byte[1], 0, 1);
                } catch (IOException failed) {
                    throw new java.io.UncheckedIOException(failed);
                }
                return new Result(0, new byte[0], "", Duration.ZERO);
            }
        };
        var executor = new BreakingExecutor(slow, breaker, Clock.fixed(START, ZoneOffset.UTC), false);
        for (int n = 0; n < 5; n++) {
            assertThatThrownBy(() -> executor.run(Command.of("true"))).isInstanceOf(Fault.class);
            assertThatThrownBy(() -> executor.stream(Command.of("true"), (bytes, offset, length) -> {
                        throw Fault.of(FaultCode.UNAVAILABLE, "Could not write the log: the database does not answer.");
                    }))
                    .isInstanceOf(Fault.class);
        }
        assertThat(breaker.lets(START)).isTrue();
    }

    private void open() {
        for (int n = 0; n < Breaker.FAILURES; n++) {
            breaker.missed(START);
        }
    }

    private static class Dead implements Executor {
        int calls;

        @Override
        public Result run(Command command) {
            calls++;
            throw Fault.of(FaultCode.UNAVAILABLE, "Could not reach it: nothing listens there.");
        }

        @Override
        public Result stream(Command command, OutputSink sink) {
            return run(command);
        }

        @Override
        public String place() {
            return "root@dead";
        }
    }
}
