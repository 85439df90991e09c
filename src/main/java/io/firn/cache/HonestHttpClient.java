package io.firn.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Lets a connection that fails while a request is sent look like one: the plain client wraps that failure, and the SDK would
 * neither try again nor call it a failure of its own. It also sends a body without asking for leave first: the plain client
 * takes a refusal at that point for a broken connection.
 */
record HonestHttpClient(SdkHttpClient plain) implements SdkHttpClient {
    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = plain.prepareRequest(HttpExecuteRequest.builder()
                .request(
                        request.httpRequest().toBuilder().removeHeader("Expect").build())
                .contentStreamProvider(request.contentStreamProvider().orElse(null))
                .build());
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                try {
                    return prepared.call();
                } catch (UncheckedIOException e) {
                    throw new IOException(e.getMessage(), e);
                }
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    @Override
    public void close() {
        plain.close();
    }

    @Override
    public String clientName() {
        return plain.clientName();
    }
}
