package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Makes the clients of an S3 server from the settings. */
final class S3Clients {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private S3Clients() {}

    static S3Client client(StorageSettings settings) {
        Duration timeout = settings.timeout();
        var http = UrlConnectionHttpClient.builder()
                .connectionTimeout(timeout.compareTo(CONNECT) < 0 ? timeout : CONNECT)
                .socketTimeout(timeout)
                .build();
        var builder = S3Client.builder()
                .httpClient(new HonestHttpClient(http))
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials(settings))
                .forcePathStyle(settings.pathStyle())
                .requestChecksumCalculation(
                        settings.checksums()
                                ? RequestChecksumCalculation.WHEN_SUPPORTED
                                : RequestChecksumCalculation.WHEN_REQUIRED)
                // A NAR's hash is checked by whoever reads it; ranges have no checksum anyway.
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(calls -> calls.apiCallAttemptTimeout(timeout)
                        .apiCallTimeout(timeout.multipliedBy(4))
                        .retryStrategy(RetryMode.STANDARD));
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    static S3Presigner presigner(StorageSettings settings) {
        var builder = S3Presigner.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials(settings))
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(settings.pathStyle())
                        .build());
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static AwsCredentialsProvider credentials(StorageSettings settings) {
        if (settings.accessKey().isEmpty()) {
            return DefaultCredentialsProvider.builder().build();
        }
        Path file = settings.secretKeyFile()
                .orElseThrow(() -> Fault.of(
                        FaultCode.INVALID,
                        "Could not open the blob store on S3: there is an access key, but no file with its secret key.",
                        "Set firn.cache.s3.secret-key-file."));
        try {
            String secret = Files.readString(file).strip();
            return StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(settings.accessKey().get(), secret));
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not open the blob store on S3: the file '" + file
                                    + "' of the secret key cannot be read.",
                            "Let the service's user read it (firn.cache.s3.secret-key-file).")
                    .causedBy(e);
        }
    }
}
