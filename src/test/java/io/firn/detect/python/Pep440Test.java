package io.firn.detect.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Pep440Test {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            2.2.2   | >=2.2,<3        | true
            2.2.2   | ~=2.2           | true
            2.2.2   | ~=2.2.0         | true
            2.3     | ~=2.2.0         | false
            3.0     | ~=2.2           | false
            2.2.2   | ==2.2.*         | true
            2.2.2   | ==2.*           | true
            2.2.2   | !=2.2.*         | false
            2.2     | ==2.2.0         | true
            2.2.post1 | >2.2          | false
            2.2rc1  | <2.2            | false
            2.2     | >2.1,!=2.2      | false
            1!1.0   | >2              | true
            6.0     | ==6             | true
            1.0     | nonsense        | false
            1.0+cu1 | ==1.0           | true
            """)
    void specifiersAreHeldTo(String version, String specifier, boolean fits) {
        assertThat(Pep440.satisfies(version, specifier)).isEqualTo(fits);
    }

    @Test
    void theOrderIsThatOfThePep() {
        List<String> order = List.of(
                "1.0.dev456",
                "1.0a1",
                "1.0a2.dev456",
                "1.0a12.dev456",
                "1.0a12",
                "1.0b1.dev456",
                "1.0b2",
                "1.0b2.post345",
                "1.0rc1.dev456",
                "1.0rc1",
                "1.0",
                "1.0.post456.dev34",
                "1.0.post456",
                "1.1.dev1",
                "1!0.1");
        for (int n = 0; n + 1 < order.size(); n++) {
            Pep440 lower = Pep440.parse(order.get(n)).orElseThrow();
            assertThat(lower)
                    .as(order.get(n))
                    .isLessThan(Pep440.parse(order.get(n + 1)).orElseThrow());
        }
    }
}
