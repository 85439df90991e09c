package io.firn.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Turns a fault into an answer, for JAX-RS and for plain Vert.x routes alike, and logs what the caller may not see. */
@Singleton
public final class Problems {
    private static final String PLAIN = "text/plain;charset=UTF-8";
    private static final Logger LOG = Logger.getLogger(Problems.class);

    private final ObjectMapper json;

    Problems(ObjectMapper json) {
        this.json = json;
    }

    /** The JAX-RS answer to a fault. */
    public Response response(Fault fault, @Nullable RoutingContext request) {
        return response(fault, request, fault.code().status());
    }

    Response response(Fault fault, @Nullable RoutingContext request, int status) {
        log(fault);
        String requestId = request == null ? null : RequestId.of(request);
        boolean plain = request != null && forGit(request);
        var answer = Response.status(status)
                .type(plain ? PLAIN : Problem.MEDIA_TYPE)
                .header("Cache-Control", "no-store")
                .entity(plain ? fault.sentence() + "\n" : text(Problem.of(fault, requestId)));
        if (fault.code() == FaultCode.UNAUTHENTICATED && request != null) {
            answer.header("WWW-Authenticate", challenge(request));
        }
        if (fault.code() == FaultCode.RATE_LIMITED) {
            answer.header("Retry-After", "60");
        }
        return answer.build();
    }

    /** Answers a plain Vert.x request with a fault. */
    public void answer(RoutingContext request, Fault fault) {
        log(fault);
        var response = request.response().setStatusCode(fault.code().status());
        boolean plain = forGit(request);
        response.putHeader("Content-Type", plain ? PLAIN : Problem.MEDIA_TYPE).putHeader("Cache-Control", "no-store");
        if (fault.code() == FaultCode.UNAUTHENTICATED) {
            response.putHeader("WWW-Authenticate", challenge(request));
        }
        if (fault.code() == FaultCode.RATE_LIMITED) {
            response.putHeader("Retry-After", "60");
        }
        response.end(plain ? fault.sentence() + "\n" : text(Problem.of(fault, RequestId.of(request))));
    }

    /** Git shows its user the body of a refusal as {@code remote:} lines, if it is plain text. */
    private static boolean forGit(RoutingContext request) {
        return request.normalizedPath().startsWith("/git/");
    }

    /** Git and docker only send a password after they were asked for one; all else gets the scheme of tokens. */
    private static String challenge(RoutingContext request) {
        String path = request.normalizedPath();
        boolean asksForPassword =
                path.startsWith("/git/") || path.equals("/v2") || path.startsWith("/v2/") || path.startsWith("/cache/");
        return asksForPassword ? "Basic realm=\"Firn\", charset=\"UTF-8\"" : "Bearer realm=\"Firn\"";
    }

    private static void log(Fault fault) {
        if (fault.code() == FaultCode.INTERNAL) {
            LOG.error(fault.getMessage(), fault);
        } else if (fault.getCause() != null) {
            LOG.warnf(fault, "%s", fault.getMessage());
        }
    }

    private String text(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
