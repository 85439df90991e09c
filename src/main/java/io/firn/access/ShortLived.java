package io.firn.access;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens that carry their own meaning under a signature, for pulls of images and for builders. */
@Singleton
final class ShortLived {
    private static final String PREFIX = "firns_";

    private final MasterKey masterKey;

    ShortLived(MasterKey masterKey) {
        this.masterKey = masterKey;
    }

    static boolean looksLike(String text) {
        return text.startsWith(PREFIX);
    }

    String sign(UUID orgId, Scope scope, String resource, Instant until) {
        String claim = orgId + "\n" + scope + "\n" + until.getEpochSecond() + "\n" + resource;
        String body = encode(claim.getBytes(StandardCharsets.UTF_8));
        return PREFIX + body + "." + encode(mac(body));
    }

    Optional<Identity> verify(String text, Instant now) {
        String rest = text.substring(PREFIX.length());
        int dot = rest.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String body = rest.substring(0, dot);
        try {
            byte[] given = Base64.getUrlDecoder().decode(rest.substring(dot + 1));
            if (!MessageDigest.isEqual(given, mac(body))) {
                return Optional.empty();
            }
            List<String> claim = new String(Base64.getUrlDecoder().decode(body), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (!now.isBefore(Instant.ofEpochSecond(Long.parseLong(claim.get(2))))) {
                return Optional.empty();
            }
            UUID id = UUID.nameUUIDFromBytes(body.getBytes(StandardCharsets.US_ASCII));
            return Optional.of(
                    new Identity(UUID.fromString(claim.get(0)), id, Set.of(Scope.valueOf(claim.get(1))), claim.get(3)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private byte[] mac(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(masterKey.derive("short-lived tokens"), "HmacSHA256"));
            return mac.doFinal(body.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
