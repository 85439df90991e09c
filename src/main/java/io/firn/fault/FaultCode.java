package io.firn.fault;

/**
 * Every way in which Firn says no. The name is the stable, public identifier of the fault; the status is what HTTP answers
 * with; the exit code is what the command line ends with. The reference page of faults is made from this enum.
 */
public enum FaultCode {
    /** The request's content is wrong; {@link Fault#fields()} may say which field and why. */
    INVALID(400, 2, false),
    /** No credential, or one that is not valid. */
    UNAUTHENTICATED(401, 4, false),
    /** A valid credential that does not allow this. */
    FORBIDDEN(403, 4, false),
    /** No such thing, or one that belongs to another org. */
    NOT_FOUND(404, 3, false),
    /** The path is there, but does not know the method. */
    METHOD_NOT_ALLOWED(405, 1, false),
    /** The thing is in a state that does not allow this, or somebody changed it first. */
    CONFLICT(409, 1, false),
    /** A precondition (If-Match, version index) did not hold. */
    PRECONDITION_FAILED(412, 1, false),
    /** A limit on size, count or time was passed by the caller's content. */
    TOO_LARGE(413, 1, false),
    /** Well-formed, but Firn cannot handle it (unknown stack, unsupported lock file). */
    UNSUPPORTED(422, 1, false),
    /** Too many requests; try later. */
    RATE_LIMITED(429, 1, true),
    /** Firn's own defect. The cause is in the operator's log under the request id. */
    INTERNAL(500, 1, false),
    /** A machine or service that Firn depends on does not answer. */
    UNAVAILABLE(503, 1, true),
    /** An outer system took too long. */
    TIMEOUT(504, 1, true),
    /** No disk, memory or slots left. */
    NO_CAPACITY(507, 1, true),
    /** A user's build failed: a result of theirs, not a defect of ours. */
    BUILD_FAILED(422, 1, false),
    /** A user's test failed: nothing of it is released. */
    TEST_FAILED(422, 1, false),
    /** A release did not become healthy; the old one serves on. */
    UNHEALTHY(422, 1, false),
    /** Bytes do not have the hash, size or signature they were announced with. */
    CORRUPT(422, 1, false);

    private final int status;
    private final int exitCode;
    private final boolean retryable;

    FaultCode(int status, int exitCode, boolean retryable) {
        this.status = status;
        this.exitCode = exitCode;
        this.retryable = retryable;
    }

    /** HTTP status that this fault answers with. */
    public int status() {
        return status;
    }

    /** Exit code of the command line: 1 failed, 2 usage, 3 not found, 4 not allowed. */
    public int exitCode() {
        return exitCode;
    }

    /** Whether the same call may succeed later without a change on the caller's side. */
    public boolean retryable() {
        return retryable;
    }
}
