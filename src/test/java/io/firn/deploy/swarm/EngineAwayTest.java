package io.firn.deploy.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import org.junit.jupiter.api.Test;

class EngineAwayTest {
    @Test
    void engineThatIsNotThereIsOneSentenceAndWorthARetry() throws Exception {
        try (var target =
                new SwarmTarget("0123abcd", "unix:///nowhere/docker.sock", SwarmLab.config(), repository -> "")) {
            Fault fault = catchThrowableOfType(Fault.class, target::everything);

            assertThat(fault.code()).isEqualTo(FaultCode.UNAVAILABLE);
            assertThat(fault.code().retryable()).isTrue();
            assertThat(fault.sentence())
                    .startsWith("Could not reach the Docker Engine at 'unix:///nowhere/docker.sock': ")
                    .endsWith("Start it, or set firn.docker.host; what runs goes on running meanwhile.");
        }
    }
}
