package io.firn.cache;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the cache keeps its bytes. */
@ConfigMapping(prefix = "firn.cache")
public interface StorageSettings {
    /** Kinds of blob stores. */
    enum Store {
        /** Files below {@code firn.cache.folder}. */
        DISK,
        /** A bucket of an S3 server. */
        S3
    }

    /** Where packed NARs are kept: {@code disk} (in {@code firn.cache.folder}) or {@code s3}. */
    @WithDefault("disk")
    Store store();

    /** Bucket for the packed NARs; it must exist. */
    @WithName("s3.bucket")
    Optional<String> bucket();

    /** Address of the S3 server; without it, Amazon's of the region. */
    @WithName("s3.endpoint")
    Optional<URI> endpoint();

    /** Region that requests are signed for. */
    @WithName("s3.region")
    @WithDefault("us-east-1")
    String region();

    /** What all keys in the bucket begin with; two installations in one bucket need two. */
    @WithName("s3.prefix")
    @WithDefault("firn/")
    String prefix();

    /** Whether the bucket stands in the address's path ({@code true}) or in front of its host name ({@code false}). */
    @WithName("s3.path-style")
    @WithDefault("false")
    boolean pathStyle();

    /** Access key; without it, the machine's own (environment, profile, instance role). */
    @WithName("s3.access-key")
    Optional<String> accessKey();

    /** File that holds the secret key, readable by the service alone. */
    @WithName("s3.secret-key-file")
    Optional<Path> secretKeyFile();

    /** Whether uploads carry checksums of their own; {@code false} for servers that do not know them. */
    @WithName("s3.checksums")
    @WithDefault("true")
    boolean checksums();

    /** Whether clients are sent to the S3 server for NARs, instead of through this service. */
    @WithName("s3.redirect")
    @WithDefault("false")
    boolean redirect();

    /** How long one request to the S3 server may go without an answer; each is tried up to three times. */
    @WithName("s3.timeout")
    @WithDefault("20s")
    Duration timeout();

    /** Bytes of the parts in which large blobs are sent, 5 MiB at least; each upload holds up to three of them in memory. */
    @WithName("s3.part-size")
    @WithDefault("8388608")
    int partSize();

    /** Bytes a second that a scrub reads back at most. */
    @WithName("scrub.rate")
    @WithDefault("52428800")
    long scrubRate();

    /** How often all blobs are read back; {@code 0s} is never. */
    @WithName("scrub.every")
    @WithDefault("30d")
    Duration scrubEvery();
}
