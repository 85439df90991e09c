package io.firn.cache;

import java.net.URI;
import java.util.Map;

/**
 * Leave to put a blob straight into the store.
 *
 * @param address where to PUT it; whoever has the address may do so
 * @param headers headers that must be sent along as they stand here
 */
public record DirectUpload(URI address, Map<String, String> headers) {
    /** Headers are copied. */
    public DirectUpload {
        headers = Map.copyOf(headers);
    }
}
