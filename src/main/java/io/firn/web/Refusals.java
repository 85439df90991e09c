package io.firn.web;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** What the HTTP server itself says no to, in Firn's words. */
final class Refusals {
    private Refusals() {}

    static Fault of(int status, @Nullable RoutingContext request) {
        String what = request == null ? "the request" : request.request().method() + " " + request.normalizedPath();
        return switch (status) {
            case 401 ->
                Fault.of(
                        FaultCode.UNAUTHENTICATED,
                        "Could not answer " + what + ": it needs a token.",
                        "Send 'Authorization: Bearer <token>'.");
            case 403 -> Fault.of(FaultCode.FORBIDDEN, "Could not answer " + what + ": the token does not allow it.");
            case 404 ->
                Fault.of(
                        FaultCode.NOT_FOUND,
                        "Could not find " + what + ".",
                        "The paths that exist are listed at /q/openapi.");
            case 405 ->
                Fault.of(
                        FaultCode.METHOD_NOT_ALLOWED,
                        "Could not answer " + what + ": the path does not know this method.");
            case 406 ->
                Fault.of(
                        FaultCode.INVALID,
                        "Could not answer " + what + ": none of the accepted content types is made here.");
            case 409 -> Fault.of(FaultCode.CONFLICT, "Could not answer " + what + ": somebody else changed it.");
            case 412 ->
                Fault.of(
                        FaultCode.PRECONDITION_FAILED,
                        "Could not answer " + what + ": it has changed since it was read.");
            case 413 -> Fault.of(FaultCode.TOO_LARGE, "Could not read the content of " + what + ": it is too large.");
            case 415 ->
                Fault.of(
                        FaultCode.INVALID,
                        "Could not read the content of " + what + ": its type is not known here.",
                        "Send 'Content-Type: application/json'.");
            case 429 ->
                Fault.of(
                        FaultCode.RATE_LIMITED,
                        "Could not answer " + what + ": too many requests.",
                        "Try again in a minute.");
            case 503 ->
                Fault.of(
                        FaultCode.UNAVAILABLE,
                        "Could not answer " + what + ": something that it needs does not answer.");
            default ->
                status >= 500
                        ? internal()
                        : Fault.of(FaultCode.INVALID, "Could not answer " + what + ": HTTP status " + status + ".");
        };
    }

    static Fault noDatabase() {
        return Fault.of(
                FaultCode.UNAVAILABLE,
                "Could not answer the request: the database does not answer.",
                "Try again in a moment.");
    }

    static Fault internal() {
        return Fault.of(
                FaultCode.INTERNAL,
                "Could not answer the request: Firn has a defect here.",
                "Tell the operator the request id.");
    }
}
