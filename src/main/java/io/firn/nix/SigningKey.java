package io.firn.nix;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * The secret half of a cache's key, in the form of {@code nix key generate-secret}: {@code name:base64(seed + public)}.
 * {@code toString} shows the name alone.
 */
public final class SigningKey {
    private static final int HALF = 32;

    private final VerifyingKey publicKey;
    private final byte[] seed;
    /** Of Bouncy Castle, whose signing takes a sixteenth of the JDK's time: a closure has hundreds of paths to sign. */
    private final Ed25519PrivateKeyParameters privateKey;

    private SigningKey(String name, byte[] seed, byte[] publicBytes) {
        this.publicKey = new VerifyingKey(name, Base64.getEncoder().encodeToString(publicBytes));
        this.seed = seed;
        this.privateKey = new Ed25519PrivateKeyParameters(seed, 0);
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
        var key = new SigningKey(
                text.substring(0, colon), Arrays.copyOf(bytes, HALF), Arrays.copyOfRange(bytes, HALF, bytes.length));
        if (!key.publicKey.verifies("check", key.sign("check"))) {
            throw new IllegalArgumentException("the two halves of the secret key '" + key + "' do not match");
        }
        return key;
    }

    /** What others check signatures with. */
    public VerifyingKey publicKey() {
        return publicKey;
    }

    /** Signs a text: {@code name:base64}. */
    public String sign(String text) {
        var signer = new Ed25519Signer();
        signer.init(true, privateKey);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        signer.update(bytes, 0, bytes.length);
        return publicKey.name() + ":" + Base64.getEncoder().encodeToString(signer.generateSignature());
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
