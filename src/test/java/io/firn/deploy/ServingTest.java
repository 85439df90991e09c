package io.firn.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServingTest {
    @Test
    void planSaysWhereToAsk() {
        var serving = new Serving(3000, "/up");
        assertThat(serving.portOr(8080)).isEqualTo(3000);
        assertThat(serving.healthPath(Optional.empty())).contains("/up");
    }

    @Test
    void settingOfTheAppGoesFirst() {
        assertThat(new Serving(null, "/up").healthPath(Optional.of("/ready"))).contains("/ready");
    }

    @Test
    void withoutAWordTheInstallationDecides() {
        assertThat(Serving.STANDARD.portOr(8080)).isEqualTo(8080);
        assertThat(Serving.STANDARD.healthPath(Optional.empty())).isEmpty();
    }

    @Test
    void whatIsNoPathIsNotPutIntoARequest() {
        for (String wrong : new String[] {"up", "", "/up HTTP/1.1\r\nX: y", "/a?b", "/ü", "/" + "x".repeat(300)}) {
            assertThat(new Serving(null, wrong).healthPath(Optional.empty()))
                    .as(wrong)
                    .isEmpty();
        }
    }
}
