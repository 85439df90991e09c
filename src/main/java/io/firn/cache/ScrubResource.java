package io.firn.cache;

import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Reading back what the cache keeps. */
@Path("/api/v1/cache/scrub")
@Needs(Scope.ADMIN)
@RunOnVirtualThread
public class ScrubResource {
    private static final int BROKEN = 200;

    private final Scrubs scrubs;

    ScrubResource(Scrubs scrubs) {
        this.scrubs = scrubs;
    }

    /**
     * The newest scrub, and what is not served now.
     *
     * @param scrub how far it has come
     * @param broken up to 200 paths whose bytes are broken, longest known first
     */
    public record ScrubView(ScrubReport scrub, List<BrokenBlob> broken) {}

    /** Starts a scrub, or tells of the one that runs. */
    @POST
    @ResponseStatus(202)
    public ScrubView start() {
        return new ScrubView(scrubs.start(), scrubs.broken(BROKEN));
    }

    /** The newest scrub. */
    @GET
    public ScrubView newest() {
        ScrubReport report = scrubs.newest()
                .orElseThrow(() -> Fault.of(
                        FaultCode.NOT_FOUND,
                        "Could not find a scrub: there was none yet.",
                        "Start one with firn cache scrub."));
        return new ScrubView(report, scrubs.broken(BROKEN));
    }
}
