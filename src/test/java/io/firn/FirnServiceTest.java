package io.firn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.firn.farm.FarmSettings;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirnServiceTest {
    @Test
    void aWrongSettingIsNamedWithWhatItMayBe() {
        Throwable wrong = catchThrowable(() -> new SmallRyeConfigBuilder()
                .withMapping(FarmSettings.class)
                .withSources(new PropertiesConfigSource(Map.of("firn.farm.goal", "quickest"), "test", 100))
                .build());
        assertThat(FirnService.sentence(new IllegalStateException(wrong)))
                .startsWith("Could not start: a setting is wrong: ")
                .contains("firn.farm.goal", "\"quickest\"", "allowed values: shares,soonest-end")
                .doesNotContain("Exception: ", "SRCFG")
                .endsWith(". Correct it, then start again.");
    }

    @Test
    void aFaultSaysItself() {
        Fault fault = Fault.of(FaultCode.CONFLICT, "Could not do it: no.", "Do another.");
        assertThat(FirnService.sentence(new IllegalStateException(fault))).isEqualTo(fault.sentence());
    }
}
