package io.firn.cache;

import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Blobs as objects of a bucket. Writes are conditional (nothing is ever overwritten), small blobs go in one request, large ones
 * in parts. Source: Amazon S3 API reference.
 */
public final class S3BlobStore implements BlobStore, AutoCloseable {
    private final S3Client s3;
    private final S3Presigner presigner;
    private final StorageSettings settings;
    private final String bucket;
    private final Supplier<UUID> ids;
    private final Clock clock;

    /** Opens a bucket; it is asked nothing yet. */
    public S3BlobStore(StorageSettings settings, Supplier<UUID> ids, Clock clock) {
        this.settings = settings;
        this.bucket = settings.bucket().orElseThrow(S3Faults::noBucket);
        this.ids = ids;
        this.clock = clock;
        this.s3 = S3Clients.client(settings);
        this.presigner = S3Clients.presigner(settings);
    }

    /** Asks the server for the bucket: a wrong setting is told at the start, not at the first build. */
    public void check() {
        try {
            s3.headBucket(request -> request.bucket(bucket));
        } catch (SdkException e) {
            throw S3Faults.of("open the bucket '" + bucket + "'", e);
        }
    }

    @Override
    public Draft begin(String key) {
        return new S3Draft(s3, bucket, key, object(key), ids.get().toString(), settings.partSize());
    }

    @Override
    public InputStream open(String key, long from, long length) {
        OptionalLong size = size(key);
        if (size.isEmpty()) {
            throw BlobKeys.absent(key);
        }
        long there = Math.max(0, Math.min(length, size.getAsLong() - from));
        return there == 0
                ? InputStream.nullInputStream()
                : new S3Stream(key, (at, left) -> get(key, at, left), from, there);
    }

    private ResponseInputStream<GetObjectResponse> get(String key, long from, long length) {
        try {
            return s3.getObject(request ->
                    request.bucket(bucket).key(object(key)).range("bytes=" + from + "-" + (from + length - 1)));
        } catch (SdkException e) {
            throw S3Faults.absent(e) ? BlobKeys.absent(key) : S3Faults.of("read the blob '" + key + "'", e);
        }
    }

    @Override
    public OptionalLong size(String key) {
        String object = object(key);
        try {
            return OptionalLong.of(
                    s3.headObject(request -> request.bucket(bucket).key(object)).contentLength());
        } catch (SdkException e) {
            if (S3Faults.absent(e)) {
                return OptionalLong.empty();
            }
            throw S3Faults.of("look at the blob '" + key + "'", e);
        }
    }

    @Override
    public void delete(String key) {
        String object = object(key);
        try {
            s3.deleteObject(request -> request.bucket(bucket).key(object));
        } catch (SdkException e) {
            if (!S3Faults.absent(e)) {
                throw S3Faults.of("delete the blob '" + key + "'", e);
            }
        }
    }

    @Override
    public List<String> list(String prefix) {
        String start = settings.prefix();
        try {
            return s3
                    .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(start + prefix))
                    .contents()
                    .stream()
                    .map(S3Object::key)
                    .map(object -> object.substring(start.length()))
                    .sorted()
                    .toList();
        } catch (SdkException e) {
            throw S3Faults.of("list the blobs", e);
        }
    }

    @Override
    public Optional<Path> file(String key) {
        return Optional.empty();
    }

    @Override
    public Optional<URI> download(String key, Duration valid) {
        if (!settings.redirect()) {
            return Optional.empty();
        }
        String object = object(key);
        return Optional.of(address(presigner
                .presignGetObject(link -> link.signatureDuration(valid)
                        .getObjectRequest(get -> get.bucket(bucket).key(object)))
                .url()));
    }

    @Override
    public Optional<DirectUpload> upload(String key, long length, Duration valid) {
        String object = object(key);
        var signed = presigner.presignPutObject(link -> link.signatureDuration(valid)
                .putObjectRequest(put ->
                        put.bucket(bucket).key(object).contentLength(length).ifNoneMatch("*")));
        Map<String, String> headers = new TreeMap<>();
        signed.signedHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
        headers.remove("host");
        return Optional.of(new DirectUpload(address(signed.url()), headers));
    }

    @Override
    public void sweep(Duration age) {
        Instant before = clock.instant().minus(age);
        try {
            for (MultipartUpload open : s3.listMultipartUploadsPaginator(
                            request -> request.bucket(bucket).prefix(settings.prefix()))
                    .uploads()) {
                if (open.initiated().isBefore(before)) {
                    s3.abortMultipartUpload(
                            request -> request.bucket(bucket).key(open.key()).uploadId(open.uploadId()));
                }
            }
        } catch (SdkException e) {
            throw S3Faults.of("clear away uploads that were never ended", e);
        }
    }

    @Override
    public void close() {
        presigner.close();
        s3.close();
    }

    private String object(String key) {
        return settings.prefix() + BlobKeys.require(key);
    }

    private static URI address(java.net.URL url) {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a presigned address is no address: " + url.getHost(), e);
        }
    }
}
