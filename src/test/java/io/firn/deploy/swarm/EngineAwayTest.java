package io.firn.deploy.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineAwayTest {
    /** It takes the connection and the request, and says nothing: as a Docker Engine does whose own runtime hangs. */
    @Test
    void engineThatNeverAnswersIsOneSentenceWithinTheTimeout(@TempDir Path folder) throws Exception {
        Path socket = folder.resolve("docker.sock");
        try (var listening =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket))) {
            var engine = new Engine("unix://" + socket, Duration.ofMillis(300));

            Fault listed = catchThrowableOfType(Fault.class, () -> engine.list("/tasks", "{}"));
            Fault asked = catchThrowableOfType(
                    Fault.class, () -> engine.call(docker -> docker.infoCmd().exec()));

            Fault followed = catchThrowableOfType(Fault.class, () -> engine.stream("/services/1/logs?follow=true"));

            assertThat(listening.isOpen()).isTrue();
            for (Fault fault : List.of(listed, asked, followed)) {
                assertThat(fault.code()).isEqualTo(FaultCode.UNAVAILABLE);
                assertThat(fault.sentence())
                        .startsWith("Could not reach the Docker Engine at 'unix://" + socket
                                + "': it did not answer within")
                        .endsWith("Start it, or set firn.docker.host; what runs goes on running meanwhile.");
            }
            engine.close();
        }
    }

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
