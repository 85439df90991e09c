package io.firn.farm;

import io.firn.access.Needs;
import io.firn.access.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The door to the stores of builders. The work takes as long as it takes: clients wait for its report. */
@Path("/api/v1/nodes/{name}/store")
@Needs(Scope.NODES)
@RunOnVirtualThread
public class StoreResource {
    private final StoreCare care;

    StoreResource(StoreCare care) {
        this.care = care;
    }

    /**
     * What is to go. Where neither is said the settings hold.
     *
     * @param dryRun only says what would go
     * @param olderThanSeconds what nothing keeps and came into the store before that
     * @param maxBytes then the oldest of what nothing keeps, until the store's NARs have no more bytes than this
     */
    public record Wanted(
            boolean dryRun, @Nullable @PositiveOrZero Long olderThanSeconds, @Nullable @PositiveOrZero Long maxBytes) {}

    /** What an optimisation did. */
    public record Optimised(String node, String result) {}

    /** Collects the store, or says what that would do. */
    @POST
    @Path("collections")
    public StoreReport collect(@PathParam("name") String name, @NotNull @Valid Wanted wanted) {
        Optional<Duration> age = Optional.ofNullable(wanted.olderThanSeconds()).map(Duration::ofSeconds);
        Optional<Long> size = Optional.ofNullable(wanted.maxBytes());
        return wanted.dryRun() ? care.preview(name, age, size) : care.collect(name, age, size);
    }

    /** Makes files with the same content one. */
    @POST
    @Path("optimisations")
    public Optimised optimise(@PathParam("name") String name) {
        return new Optimised(name, care.optimise(name));
    }
}
