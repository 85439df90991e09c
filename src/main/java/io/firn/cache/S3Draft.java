package io.firn.cache;

import io.firn.fault.Fault;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * One object on its way into a bucket: a blob that fits into one part is one request, a larger one is sent in parts while it is
 * written, two of them under way at most.
 */
final class S3Draft implements BlobStore.Draft {
    private static final Logger LOG = Logger.getLogger(S3Draft.class);
    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("firn-s3").start(task);
    private static final int UNDER_WAY = 2;
    /** The protocol allows 10 000 parts; from here on they double each so many. */
    private static final int PARTS_OF_ONE_SIZE = 2000;

    /** Marks our own object: after a lost answer, it tells a write that worked from a foreign one. */
    private static final String MARK = "firn-draft";

    private final S3Client s3;
    private final String bucket;
    private final String key;
    private final String object;
    private final String id;
    private final Deque<CompletableFuture<CompletedPart>> sending = new ArrayDeque<>();
    private final List<CompletedPart> sent = new ArrayList<>();
    private byte[] part;
    private int filled;
    private int parts;
    private @Nullable String upload;
    private boolean ended;

    S3Draft(S3Client s3, String bucket, String key, String object, String id, int partSize) {
        this.s3 = s3;
        this.bucket = bucket;
        this.key = key;
        this.object = object;
        this.id = id;
        this.part = new byte[partSize];
    }

    @Override
    public OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int value) {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                append(bytes, offset, length);
            }
        };
    }

    private void append(byte[] bytes, int offset, int length) {
        int done = 0;
        while (done < length) {
            if (filled == part.length) {
                sendPart();
            }
            int count = Math.min(length - done, part.length - filled);
            System.arraycopy(bytes, offset + done, part, filled, count);
            filled += count;
            done += count;
        }
    }

    private void sendPart() {
        String into = upload == null ? start() : upload;
        byte[] content = part;
        int length = filled;
        int number = ++parts;
        while (sending.size() >= UNDER_WAY) {
            awaitOne();
        }
        sending.add(CompletableFuture.supplyAsync(() -> sendPart(into, number, content, length), THREADS));
        part = new byte[number % PARTS_OF_ONE_SIZE == 0 ? content.length * 2 : content.length];
        filled = 0;
    }

    private String start() {
        try {
            String started = s3.createMultipartUpload(
                            request -> request.bucket(bucket).key(object).metadata(Map.of(MARK, id)))
                    .uploadId();
            upload = started;
            return started;
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    private CompletedPart sendPart(String into, int number, byte[] content, int length) {
        var answer = s3.uploadPart(
                request -> request.bucket(bucket).key(object).uploadId(into).partNumber(number), body(content, length));
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(answer.eTag())
                .checksumCRC32(answer.checksumCRC32())
                .build();
    }

    private void awaitOne() {
        try {
            sent.add(sending.remove().join());
        } catch (CompletionException e) {
            throw e.getCause() instanceof SdkException refused ? failed(refused) : e;
        }
    }

    @Override
    public void commit() {
        try {
            if (upload == null) {
                s3.putObject(
                        request -> request.bucket(bucket)
                                .key(object)
                                .metadata(Map.of(MARK, id))
                                .ifNoneMatch("*"),
                        body(part, filled));
            } else {
                complete(upload);
            }
        } catch (SdkException e) {
            if (!isOurs()) {
                throw S3Faults.taken(e) ? BlobKeys.taken(key) : failed(e);
            }
            LOG.debugf(e, "The blob %s was kept, though the S3 server's answer was lost", key);
        }
        ended = true;
    }

    private void complete(String into) {
        if (filled > 0) {
            sendPart();
        }
        while (!sending.isEmpty()) {
            awaitOne();
        }
        s3.completeMultipartUpload(request -> request.bucket(bucket)
                .key(object)
                .uploadId(into)
                .ifNoneMatch("*")
                .multipartUpload(all -> all.parts(sent)));
    }

    /** After an answer that was lost, a second try meets what the first one wrote. */
    private boolean isOurs() {
        try {
            HeadObjectResponse there =
                    s3.headObject(request -> request.bucket(bucket).key(object));
            return id.equals(there.metadata().get(MARK));
        } catch (SdkException absentOrSilent) {
            return false;
        }
    }

    /** Takes back what was sent; where the server does not hear it, {@link BlobStore#sweep} does it later. */
    @Override
    public void close() {
        for (CompletableFuture<CompletedPart> one : sending) {
            one.handle((done, failure) -> true).join();
        }
        sending.clear();
        if (upload != null && !ended) {
            try {
                s3.abortMultipartUpload(
                        request -> request.bucket(bucket).key(object).uploadId(upload));
            } catch (SdkException e) {
                LOG.infof("What was sent of the blob %s stays on the S3 server until it is swept", key);
            }
        }
        ended = true;
    }

    private Fault failed(SdkException e) {
        return S3Faults.of("keep the blob '" + key + "'", e);
    }

    /** The bytes may be asked for again, when a request is tried again. */
    private static RequestBody body(byte[] content, int length) {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(content, 0, length), length, "application/octet-stream");
    }
}
