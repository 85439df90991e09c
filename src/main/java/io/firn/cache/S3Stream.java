package io.firn.cache;

import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Bytes of a blob as they come from an S3 server. Where the connection breaks, or ends before all bytes came, the rest is asked
 * for again: whoever reads gets all bytes or a fault, never a short body.
 */
final class S3Stream extends InputStream {
    private static final int TRIES = 4;

    /** Asks for a blob's bytes. */
    @FunctionalInterface
    interface Source {
        ResponseInputStream<GetObjectResponse> from(long offset, long length);
    }

    private final String key;
    private final Source source;
    private ResponseInputStream<GetObjectResponse> current;
    private long position;
    private long left;
    private int failed;

    S3Stream(String key, Source source, long from, long length) {
        this.key = key;
        this.source = source;
        this.position = from;
        this.left = length;
        this.current = source.from(from, length);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        while (true) {
            try {
                int count = current.read(bytes, offset, (int) Math.min(length, left));
                if (count < 0) {
                    throw new IOException(
                            "the S3 server's answer for '" + key + "' ended " + left + " bytes too early");
                }
                position += count;
                left -= count;
                failed = count > 0 ? 0 : failed;
                return count;
            } catch (SdkException e) {
                again(new IOException("the S3 server's answer for '" + key + "' broke off", e));
            } catch (IOException e) {
                again(e);
            }
        }
    }

    /** Goes on where it stopped; one that fails again and again without a byte between is given up. */
    private void again(IOException why) throws IOException {
        failed++;
        current.abort();
        if (failed >= TRIES) {
            throw why;
        }
        current = source.from(position, left);
    }

    /** A reader that has enough does not wait for the rest. */
    @Override
    public void close() throws IOException {
        if (left > 0) {
            current.abort();
        } else {
            current.close();
        }
    }
}
