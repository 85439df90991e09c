package io.firn.detect.python;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclaredTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ^1.2.3      | >=1.2.3,<2
                    ^0.2.3      | >=0.2.3,<0.3
                    ^0.0.3      | >=0.0.3,<0.0.4
                    ^0          | >=0,<1
                    ~1.2.3      | >=1.2.3,<1.3
                    ~1          | >=1,<2
                    1.2.*       | ==1.2.*
                    1.2.3       | ==1.2.3
                    >= 1.2, < 2 | >=1.2,<2
                    *           | ''
                    ~=2.0       | ~=2.0
                    """)
    void poetrysSignsAreWrittenAsRanges(String range, String specifier) {
        assertThat(Declared.specifier(range)).isEqualTo(specifier);
    }
}
