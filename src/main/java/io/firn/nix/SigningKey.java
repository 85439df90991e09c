package io.firn.nix;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * The secret half of a cache's key, in the form of {@code nix key generate-secret}: {@code name:base64(seed + public)}.
 * {@code toString} shows the name alone.
 */
public final class SigningKey {
    private static final int HALF = 32;

    private final VerifyingKey publicKey;
    private final byte[] seed;
    private final PrivateKey privateKey;

    private SigningKey(String name, byte[] seed, byte[] publicBytes) throws GeneralSecurityException {
        this.publicKey = new VerifyingKey(name, Base64.getEncoder().encodeToString(publicBytes));
        this.seed = seed;
        this.privateKey = KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
    }

    /** Makes a new key with that name, from the system's randomness. */
    public static SigningKey generate(String name) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            byte[] spki = pair.getPublic().getEncoded();
            return new SigningKey(name, seed, Arrays.copyOfRange(spki, spki.length - HALF, spki.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java since 15 has Ed25519", e);
        }
    }

    /** Reads {@code name:base64} of 64 bytes. */
    public static SigningKey parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not a secret key in Nix's form <name>:<base64>");
        }
        byte[] bytes = Base64.getDecoder().decode(text.substring(colon + 1).strip());
        if (bytes.length != HALF * 2) {
            throw new IllegalArgumentException("an ed25519 secret key of Nix has 64 bytes, not " + bytes.length);
        }
        try {
            var key = new SigningKey(
                    text.substring(0, colon),
                    Arrays.copyOf(bytes, HALF),
                    Arrays.copyOfRange(bytes, HALF, bytes.length));
            if (!key.publicKey.verifies("check", key.sign("check"))) {
                throw new IllegalArgumentException("the two halves of the secret key '" + key + "' do not match");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an ed25519 secret key", e);
        }
    }

    /** What others check signatures with. */
    public VerifyingKey publicKey() {
        return publicKey;
    }

    /** Signs a text: {@code name:base64}. */
    public String sign(String text) {
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(privateKey);
            signer.update(text.getBytes(StandardCharsets.UTF_8));
            return publicKey.name() + ":" + Base64.getEncoder().encodeToString(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not sign with the key '" + publicKey.name() + "'", e);
        }
    }

    /** The secret itself, for keeping it encrypted. */
    public String reveal() {
        byte[] both = Arrays.copyOf(seed, HALF * 2);
        System.arraycopy(Base64.getDecoder().decode(publicKey.base64()), 0, both, HALF, HALF);
        return publicKey.name() + ":" + Base64.getEncoder().encodeToString(both);
    }

    @Override
    public String toString() {
        return publicKey.name();
    }
}
