package io.firn.access;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One way into the service and what it asks of callers. With neither {@code needs} nor {@code open} it is closed to all.
 *
 * @param method HTTP method
 * @param path path, with parameters as JAX-RS writes them
 * @param form what requests' paths look like
 * @param needs scopes of which a token must allow one; empty for any valid token
 * @param open why it is open to all
 * @param unless setting that opens it, or empty
 * @param door the raw door that answers it; null where JAX-RS or Quarkus does
 * @param whereOpen when the thing that it is about is open, in words, which the raw door of its first segment tells; or empty
 */
public record Route(
        String method,
        String path,
        PathForm form,
        @Nullable List<Scope> needs,
        @Nullable String open,
        String unless,
        @Nullable RawDoor door,
        String whereOpen) {
    public Route {
        needs = needs == null ? null : List.copyOf(needs);
    }

    /** One that depends on no thing. */
    Route(
            String method,
            String path,
            PathForm form,
            @Nullable List<Scope> needs,
            @Nullable String open,
            String unless,
            @Nullable RawDoor door) {
        this(method, path, form, needs, open, unless, door, "");
    }

    boolean takes(String requestMethod, String requestPath) {
        boolean sameMethod = method.equals(requestMethod) || (method.equals("GET") && requestMethod.equals("HEAD"));
        return sameMethod && form.takes(requestPath);
    }

    /**
     * Whether a caller without a token may go on to whatever answers this path.
     *
     * @param thingOpen whether the raw door there says that the thing is open
     */
    boolean opened(boolean thingOpen) {
        return open != null || (thingOpen && !whereOpen.isEmpty());
    }

    boolean allows(Identity identity) {
        return open != null || (needs != null && identity.allows(needs));
    }

    String scopes() {
        return needs == null ? "" : needs.stream().map(Scope::name).collect(Collectors.joining(" or "));
    }

    /** As the access reference writes it: scopes, {@code any token}, {@code public: reason}, or {@code closed}. */
    public String demand() {
        if (needs != null) {
            return (needs.isEmpty() ? "any token" : scopes()) + exception();
        }
        return open == null ? "closed" : "public: " + open;
    }

    private String exception() {
        if (!whereOpen.isEmpty()) {
            return ", unless " + whereOpen;
        }
        return unless.isEmpty() ? "" : ", unless `" + unless + "` is set";
    }
}
