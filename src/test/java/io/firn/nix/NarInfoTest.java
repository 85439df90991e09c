package io.firn.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Vectors made with Nix 2.26: {@code nix key generate-secret}, {@code nix store sign}, {@code nix path-info --json}. */
class NarInfoTest {
    private static final String SECRET =
            "test-1:1hTnX+9rbt/xlN462GmQRxF6h+ABTOWjDrhOCbjo6NAo8O2vs7y60VYC4CVebTKY7ChwWkU913klLR+eDJ7f3w==";
    private static final VerifyingKey PUBLIC =
            VerifyingKey.parse("test-1:KPDtr7O8utFWAuAlXm0ymOwocFpFPdd5JS0fngye398=");
    private static final String SIGNATURE =
            "test-1:KpqZ2c7rITgV5W99SWE7zy+AZhkMKBqPfv3eNIKrcfuO+QKWPo8GkbOE8h7VTOAupCsYtFhTIeP8+WOo2wptDg==";
    private static final String JSON =
            """
            {"/nix/store/99h7cjvn57vpjqpvby7y310ga1j84d8q-y":{"ca":"text:sha256:02wvz7my9jr0yq67gs1hzz1hxf9d9l3w9xvy9wclq225mlkq7zbv",\
            "deriver":null,"narHash":"sha256-m06g2x1eV1sDhywwU0RazPm5pzE3n+weA1IlyrEf8YE=","narSize":168,\
            "references":["/nix/store/xvycism90qx3yk3wyzqgyipp6yg4mhrb-x"],"registrationTime":1795234131,"signatures":[],"ultimate":false}}""";

    @Test
    void signsAsNixDoes() {
        var info = PathInfoJson.parse(JSON).getFirst();
        assertThat(SigningKey.parse(SECRET).sign(info.fingerprint())).isEqualTo(SIGNATURE);
        assertThat(SigningKey.parse(SECRET).publicKey()).isEqualTo(PUBLIC);
        assertThat(PUBLIC.verifies(info.fingerprint(), SIGNATURE)).isTrue();
        assertThat(PUBLIC.verifies(info.fingerprint() + " ", SIGNATURE)).isFalse();
        assertThat(PUBLIC.verifies(info.fingerprint(), "test-1:nonsense")).isFalse();
        assertThat(PUBLIC.verifies(info.fingerprint(), SIGNATURE.replace("test-1", "test-2")))
                .isFalse();
    }

    @Test
    void generatedKeysSurviveTheirTextForm() {
        var key = SigningKey.generate("firn-1");
        var again = SigningKey.parse(key.reveal());
        assertThat(again.publicKey()).isEqualTo(key.publicKey());
        assertThat(key.publicKey().verifies("text", again.sign("text"))).isTrue();
        assertThat(key.toString()).isEqualTo("firn-1");
        String halvesOfTwo = SECRET.substring(0, SECRET.length() - 4) + "AA==";
        assertThatThrownBy(() -> SigningKey.parse(halvesOfTwo)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void formatAndParseAreInverse() {
        var info = PathInfoJson.parse(JSON).getFirst();
        var narInfo = new NarInfo(
                info, "nar/x.nar.zst", "zstd", Optional.of(info.narHash()), Optional.of(7L), List.of(SIGNATURE));
        assertThat(narInfo.format())
                .isEqualTo(
                        """
                        StorePath: /nix/store/99h7cjvn57vpjqpvby7y310ga1j84d8q-y
                        URL: nar/x.nar.zst
                        Compression: zstd
                        FileHash: sha256:10gi3yqwl9aj0cgfr7rp66kvkyfcb9256c1chw1mnmsy3pds0klv
                        FileSize: 7
                        NarHash: sha256:10gi3yqwl9aj0cgfr7rp66kvkyfcb9256c1chw1mnmsy3pds0klv
                        NarSize: 168
                        References: xvycism90qx3yk3wyzqgyipp6yg4mhrb-x
                        Sig: %s
                        CA: text:sha256:02wvz7my9jr0yq67gs1hzz1hxf9d9l3w9xvy9wclq225mlkq7zbv
                        """
                                .formatted(SIGNATURE));
        assertThat(NarInfo.parse(narInfo.format())).isEqualTo(narInfo);
        assertThat(NarInfo.parse(narInfo.format()).signedBy(PUBLIC)).isTrue();
    }

    @Test
    void parseTakesOldFormsAndRefusesBrokenOnes() {
        String text =
                """
                StorePath: /nix/store/99h7cjvn57vpjqpvby7y310ga1j84d8q-y
                URL: nar/y
                NarHash: sha256:10gi3yqwl9aj0cgfr7rp66kvkyfcb9256c1chw1mnmsy3pds0klv
                NarSize: 5
                References:\s
                Deriver: unknown-deriver
                """;
        var parsed = NarInfo.parse(text);
        assertThat(parsed.compression()).isEqualTo("bzip2");
        assertThat(parsed.info().references()).isEqualTo(new TreeSet<>());
        assertThat(parsed.info().deriver()).isEmpty();
        assertThatThrownBy(() -> NarInfo.parse(text.strip())).hasMessageContaining("line end");
        assertThatThrownBy(() -> NarInfo.parse(text + "References: \n")).hasMessageContaining("twice");
        assertThatThrownBy(() -> NarInfo.parse(text.replace("NarSize: 5", "NarSize: 0")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
