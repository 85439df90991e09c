package io.firn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.firn.exec.Command;
import io.firn.exec.LocalExecutor;
import io.firn.exec.Result;
import io.firn.farm.FarmSettings;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
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

    /** The database's settings are read before all others. */
    @Test
    void aWrongSettingOfTheDatabaseIsNamedInTheSameWords() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        Result ended = new LocalExecutor()
                .run(Command.of(
                        java, "-cp", classes, "-Dfirn.db.mode=wrong", FirnService.class.getName(), "stop-database"));
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err())
                .contains("Could not start: a setting is wrong: ")
                .contains("firn.db.mode", "allowed values: outer,embedded")
                .doesNotContain("at io.firn");
    }

    @Test
    void aFaultSaysItself() {
        Fault fault = Fault.of(FaultCode.CONFLICT, "Could not do it: no.", "Do another.");
        assertThat(FirnService.sentence(new IllegalStateException(fault))).isEqualTo(fault.sentence());
    }
}
