package io.firn.cache;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of a blob store on S3, as tests need them. */
record StorageFixture(
        URI address, Path secret, boolean pathStyle, boolean redirect, Duration timeout, boolean checksums)
        implements StorageSettings {
    StorageFixture(URI address, Path secret) {
        this(address, secret, true, false, Duration.ofSeconds(20), true);
    }

    StorageFixture at(URI other) {
        return new StorageFixture(other, secret, pathStyle, redirect, timeout, checksums);
    }

    StorageFixture virtualHosts() {
        return new StorageFixture(address, secret, false, redirect, timeout, checksums);
    }

    StorageFixture redirecting() {
        return new StorageFixture(address, secret, pathStyle, true, timeout, checksums);
    }

    StorageFixture patience(Duration limit) {
        return new StorageFixture(address, secret, pathStyle, redirect, limit, checksums);
    }

    @Override
    public Store store() {
        return Store.S3;
    }

    @Override
    public Optional<String> bucket() {
        return Optional.of(S3Server.BUCKET);
    }

    @Override
    public Optional<URI> endpoint() {
        return Optional.of(address);
    }

    @Override
    public String region() {
        return "us-east-1";
    }

    @Override
    public String prefix() {
        return "some/where/";
    }

    @Override
    public Optional<String> accessKey() {
        return Optional.of(S3Server.ACCESS_KEY);
    }

    @Override
    public Optional<Path> secretKeyFile() {
        return Optional.of(secret);
    }

    @Override
    public int partSize() {
        return 5 << 20;
    }

    @Override
    public long scrubRate() {
        return 1L << 30;
    }

    @Override
    public Duration scrubEvery() {
        return Duration.ZERO;
    }
}
