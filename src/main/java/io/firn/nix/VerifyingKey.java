package io.firn.nix;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The public half of a cache's key, as {@code trusted-public-keys} has it.
 *
 * @param name name of the key
 * @param base64 32 bytes of ed25519 in base64
 */
public record VerifyingKey(String name, String base64) {
    static final Pattern NAME = Pattern.compile("[0-9A-Za-z._-]{1,128}");
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int BYTES = 32;

    public VerifyingKey {
        if (!NAME.matcher(name).matches() || Base64.getDecoder().decode(base64).length != BYTES) {
            throw new IllegalArgumentException("not an ed25519 key in Nix's form <name>:<base64>: '" + name + "'");
        }
    }

    /** Reads {@code name:base64}. */
    public static VerifyingKey parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not a key in Nix's form <name>:<base64>");
        }
        return new VerifyingKey(text.substring(0, colon), text.substring(colon + 1));
    }

    /** Whether a {@code name:base64} signature is this key's over the text. */
    public boolean verifies(String text, String signature) {
        if (!signature.startsWith(name + ":")) {
            return false;
        }
        try {
            var verifier = Signature.getInstance("Ed25519");
            byte[] key = Base64.getDecoder().decode(base64);
            byte[] spki = new byte[X509_PREFIX.length + BYTES];
            System.arraycopy(X509_PREFIX, 0, spki, 0, X509_PREFIX.length);
            System.arraycopy(key, 0, spki, X509_PREFIX.length, BYTES);
            verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki)));
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getDecoder().decode(signature.substring(name.length() + 1)));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            // A signature of the wrong form is as good as none.
            return false;
        }
    }

    @Override
    public String toString() {
        return name + ":" + base64;
    }
}
