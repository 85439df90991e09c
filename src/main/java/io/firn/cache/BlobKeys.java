package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.regex.Pattern;

/** What keys of blobs look like, and what every store says of them. */
final class BlobKeys {
    private static final Pattern KEY = Pattern.compile("[a-z]+(/[0-9a-zA-Z][0-9a-zA-Z._-]*)+");

    private BlobKeys() {}

    /** The key itself; anything that could leave the store is refused. */
    static String require(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("not a blob's key: '" + key + "'");
        }
        return key;
    }

    static Fault taken(String key) {
        return Fault.of(
                FaultCode.CONFLICT,
                "Could not keep the blob '" + key + "': there is another one under this key.",
                "Begin again under a new key; the other one was not touched.");
    }

    static Fault absent(String key) {
        return Fault.of(
                FaultCode.NOT_FOUND,
                "Could not open the blob '" + key + "': it is not in the store.",
                "Build what it belongs to again.");
    }
}
