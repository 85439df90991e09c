package io.firn.cache;

import com.github.luben.zstd.ZstdInputStream;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.PathInfo;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The upstream caches of the installation's own cache: what comes from there was signed by one of their keys. */
@Singleton
final class UpstreamOrigin implements NarOrigin {
    private final Upstreams upstreams;
    private final Cache house;

    UpstreamOrigin(Upstreams upstreams, Cache house) {
        this.upstreams = upstreams;
        this.house = house;
    }

    @Override
    public String name() {
        return "an upstream cache";
    }

    @Override
    public boolean send(PathInfo info, Taker taker) {
        String hash = info.path().hashPart();
        boolean same = upstreams
                .find(Optional.empty(), hash)
                .filter(found -> found.info().narHash().equals(info.narHash()))
                .isPresent();
        Optional<Upstreams.Fetched> fetched = same ? upstreams.file(Optional.empty(), hash) : Optional.empty();
        if (fetched.isEmpty()) {
            return false;
        }
        try (InputStream nar =
                new ZstdInputStream(house.blobs().open(fetched.get().blob(), 0, Long.MAX_VALUE))) {
            taker.take(nar);
            return true;
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not read '" + info.path() + "' from an upstream cache: " + e.getMessage() + ".",
                            "Try again.")
                    .causedBy(e);
        }
    }
}
