package io.firn.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The script that lets a machine join. Its version is the beginning of its hash, so an address never means another script than
 * the one that an operator read.
 */
@Singleton
class JoinScript {
    private static final int VERSION_CHARS = 12;

    private final byte[] content;
    private final String hash;

    JoinScript() {
        String text = read("/io/firn/node/join.sh")
                .replace("@FIRN_SHELL@\n", read("/runtime/node/firn-shell"))
                .replace("@FIRN_NIX@", ownNix(read("/runtime/nix/pin.json")));
        content = text.getBytes(StandardCharsets.UTF_8);
        hash = sha256(content);
    }

    /** Twelve hex digits. */
    String version() {
        return hash.substring(0, VERSION_CHARS);
    }

    /** SHA-256 in hex, for {@code sha256sum -c}. */
    String hash() {
        return hash;
    }

    /** The script of that version, which has to be this one's. */
    byte[] content(String version) {
        if (!version.equals(version())) {
            throw Fault.of(
                    FaultCode.NOT_FOUND,
                    "Could not find that version of the join script.",
                    "This Firn has version " + version() + "; make a line for it with: firn nodes join-token");
        }
        return content.clone();
    }

    /** For which system Firn has which Nix, and the hash of it that the script checks. */
    private static String ownNix(String pin) {
        try {
            JsonNode fields = new ObjectMapper().readTree(pin);
            return String.join(
                    " ",
                    fields.required("system").asText(),
                    fields.required("version").asText(),
                    fields.required("sha256").asText());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("this build of Firn has an unreadable pin of its own Nix", e);
        }
    }

    private static String read(String resource) {
        try (InputStream in = JoinScript.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("this build of Firn lacks " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
