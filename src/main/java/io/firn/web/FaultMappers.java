package io.firn.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.firn.fault.Fault;
import io.firn.fault.FieldFault;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every exception that leaves a resource becomes a problem; what nobody foresaw becomes a bare 500. */
@Singleton
public class FaultMappers {
    private final Problems problems;

    FaultMappers(Problems problems) {
        this.problems = problems;
    }

    /** Ours: as it is. */
    @ServerExceptionMapper
    public Response fault(Fault fault, RoutingContext request) {
        return problems.response(fault, request);
    }

    /** Wrong fields, with a message for each. */
    @ServerExceptionMapper
    public Response violations(ConstraintViolationException invalid, RoutingContext request) {
        List<FieldFault> fields = invalid.getConstraintViolations().stream()
                .map(violation -> new FieldFault(field(violation), violation.getMessage()))
                .sorted(java.util.Comparator.comparing(FieldFault::field))
                .toList();
        String names = fields.stream().map(FieldFault::field).distinct().collect(Collectors.joining("', '"));
        return problems.response(
                Fault.invalid("Could not read the request: wrong value of '" + names + "'.", fields), request);
    }

    /** Content that is no JSON, or not of the expected shape. */
    @ServerExceptionMapper
    public Response json(JsonProcessingException malformed, RoutingContext request) {
        return problems.response(ofJson(malformed), request);
    }

    /** The same for what Quarkus has a mapper of its own for, which would answer in another form. */
    @ServerExceptionMapper
    public Response mismatch(MismatchedInputException mismatched, RoutingContext request) {
        return problems.response(ofJson(mismatched), request);
    }

    /** What JAX-RS itself says no to: unknown paths, wrong methods and content types, unreadable content. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException refused, RoutingContext request) {
        for (Throwable cause = refused.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof JsonProcessingException malformed) {
                return problems.response(ofJson(malformed), request);
            }
            if (cause instanceof Fault fault) {
                return problems.response(fault, request);
            }
        }
        int status = refused.getResponse().getStatus();
        if (status < 400) {
            return refused.getResponse();
        }
        return problems.response(Refusals.of(status, request), request, status);
    }

    /** Anything else is our own defect: the log gets all of it, the caller nothing but the request id. */
    @ServerExceptionMapper
    public Response unknown(Exception unknown, RoutingContext request) {
        for (Throwable cause = unknown.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Fault fault) {
                return problems.response(fault, request);
            }
            if (cause instanceof SQLException database && isAway(database)) {
                return problems.response(Refusals.noDatabase().causedBy(unknown), request);
            }
        }
        return problems.response(Refusals.internal().causedBy(unknown), request);
    }

    /** Connection refused or lost, the server going down or coming up, or no free connection within the time. */
    private static boolean isAway(SQLException database) {
        String state = String.valueOf(database.getSQLState());
        return state.startsWith("08")
                || state.startsWith("57P")
                || String.valueOf(database.getMessage()).contains("Acquisition timeout");
    }

    private static Fault ofJson(JsonProcessingException malformed) {
        String field = "";
        if (malformed instanceof JsonMappingException mapping) {
            field = mapping.getPath().stream()
                    .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
                    .collect(Collectors.joining("."))
                    .replace(".[", "[");
        }
        String reason = reason(malformed);
        var fields = new ArrayList<FieldFault>();
        if (!field.isEmpty()) {
            fields.add(new FieldFault(field, reason));
        }
        return Fault.invalid(
                "Could not read the request" + (field.isEmpty() ? "" : ": field '" + field + "'") + ": " + reason + ".",
                fields);
    }

    /** A constructor of ours that refused a value speaks for itself; Jackson's own words name classes, so they stay here. */
    private static String reason(JsonProcessingException malformed) {
        for (Throwable cause = malformed.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Fault || cause instanceof IllegalArgumentException) {
                return String.valueOf(cause.getMessage()).replaceAll("\\.$", "");
            }
        }
        if (malformed instanceof JsonMappingException) {
            return "it does not have the expected type or is not known";
        }
        var place = malformed.getLocation();
        return "it is no valid JSON" + (place == null ? "" : " at line " + place.getLineNr());
    }

    /** {@code create.request.name} is how Hibernate says it; callers know only {@code name}. */
    private static String field(ConstraintViolation<?> violation) {
        var parts = new ArrayList<String>();
        for (Path.Node node : violation.getPropertyPath()) {
            switch (node.getKind()) {
                case METHOD, CONSTRUCTOR -> parts.clear();
                case PARAMETER -> parts.add("\0" + node.getName());
                default -> parts.add(String.valueOf(node));
            }
        }
        if (parts.size() > 1 && parts.get(0).startsWith("\0")) {
            parts.remove(0);
        }
        return String.join(".", parts).replace("\0", "");
    }
}
