package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.Optional;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Says what an S3 server's refusal or silence means, in one sentence. */
final class S3Faults {
    private S3Faults() {}

    static Fault of(String couldNot, SdkException cause) {
        if (cause instanceof S3Exception answer) {
            return answered(couldNot, answer);
        }
        boolean slow = cause instanceof ApiCallTimeoutException || cause instanceof ApiCallAttemptTimeoutException;
        return Fault.of(
                        slow ? FaultCode.TIMEOUT : FaultCode.UNAVAILABLE,
                        "Could not " + couldNot + ": the S3 server "
                                + (slow ? "did not answer in time" : "cannot be reached") + ".",
                        "Look at the S3 server and at firn.cache.s3.endpoint, then try again; nothing was lost.")
                .causedBy(cause);
    }

    static Fault noBucket() {
        return Fault.of(
                FaultCode.INVALID,
                "Could not open the blob store on S3: no bucket is named.",
                "Set firn.cache.s3.bucket, or firn.cache.store=disk.");
    }

    static boolean absent(SdkException cause) {
        return cause instanceof S3Exception answer && answer.statusCode() == 404;
    }

    /** Whether a conditional write met a blob that was there, or another write of the same key. */
    static boolean taken(SdkException cause) {
        return cause instanceof S3Exception answer && (answer.statusCode() == 412 || answer.statusCode() == 409);
    }

    private static Fault answered(String couldNot, S3Exception answer) {
        int status = answer.statusCode();
        String code = Optional.ofNullable(answer.awsErrorDetails())
                .map(details -> details.errorCode())
                .orElse("no reason");
        String why = "Could not " + couldNot + ": the S3 server answered " + status + " (" + code + ").";
        if (status == 507 || code.contains("Quota") || code.contains("StorageFull")) {
            return Fault.of(FaultCode.NO_CAPACITY, why, "Make room in the bucket, then try again; nothing was lost.")
                    .causedBy(answer);
        }
        if (status == 401 || status == 403) {
            return Fault.of(
                            FaultCode.UNAVAILABLE,
                            why,
                            "Look at firn.cache.s3.access-key and at what it may do in the bucket.")
                    .causedBy(answer);
        }
        return Fault.of(FaultCode.UNAVAILABLE, why, "Try again in a while; nothing was lost.")
                .causedBy(answer);
    }
}
