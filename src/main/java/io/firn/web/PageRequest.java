package io.firn.web;

import io.firn.fault.Fault;
import io.firn.fault.FieldFault;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which page of a list is wanted: a cursor and a size, as a {@code @BeanParam}. */
public class PageRequest {
    private static final int MOST = 200;

    @QueryParam("after")
    @Nullable String after;

    @QueryParam("limit")
    @DefaultValue("50")
    int limit;

    /** Filled by JAX-RS from the query: {@code ?after=<cursor>&limit=<1 to 200>}. */
    PageRequest() {}

    /** Items on a page. */
    public int limit() {
        if (limit < 1 || limit > MOST) {
            throw Fault.invalid(
                    "Could not list: 'limit' must be from 1 to " + MOST + ".",
                    List.of(new FieldFault("limit", "must be from 1 to " + MOST)));
        }
        return limit;
    }

    /** How many to read, to know whether more follow. */
    public int limitPlusOne() {
        return limit() + 1;
    }

    /** The cursor as it is. */
    public Optional<String> after() {
        return Optional.ofNullable(after);
    }

    /** The cursor of a list that is ordered by id. */
    public Optional<UUID> afterId() {
        try {
            return after().map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            throw Fault.invalid(
                    "Could not list: 'after' is not a cursor of this list.",
                    List.of(new FieldFault("after", "must be what the page before gave as 'next'")));
        }
    }
}
