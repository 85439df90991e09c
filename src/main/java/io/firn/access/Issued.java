package io.firn.access;

import java.util.UUID;

/**
 * A token just made, with the text that is shown this once.
 *
 * @param id id of the token
 * @param token the secret text
 */
public record Issued(UUID id, String token) {
    @Override
    public String toString() {
        return "Issued[" + id + ", ***]";
    }
}
