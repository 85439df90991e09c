package io.firn.cache;

import java.time.Instant;

/**
 * A path that is not served, because its bytes are broken.
 *
 * @param path the store path
 * @param reason what is wrong with its bytes
 * @param foundAt since when that is known
 */
public record BrokenBlob(String path, String reason, Instant foundAt) {}
