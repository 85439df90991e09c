package io.firn.deploy.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.deploy.Target.Listener;
import org.junit.jupiter.api.Test;

class SocketTableTest {
    @Test
    void listeningSocketsAreReadWithTheirAddress() {
        String table =
                """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 10001        0 1
                   1: 00000000:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000 10001        0 2
                   2: 020011AC:1F90 010011AC:C350 01 00000000:00000000 00:00000000 00000000 10001        0 3
                """;

        assertThat(SocketTable.listeners(table))
                .containsExactly(new Listener("127.0.0.1", 8080), new Listener("0.0.0.0", 3000));
    }

    @Test
    void addressesOfTheSixthVersionAreRead() {
        String table =
                """
                  sl  local_address                         remote_address                        st
                   0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A
                   1: 00000000000000000000000000000000:1F91 00000000000000000000000000000000:0000 0A
                """;

        assertThat(SocketTable.listeners(table)).containsExactly(new Listener("::1", 8080), new Listener("::", 8081));
        assertThat(SocketTable.listeners(table).getFirst().local()).isTrue();
        assertThat(SocketTable.listeners(table).getLast().local()).isFalse();
    }
}
