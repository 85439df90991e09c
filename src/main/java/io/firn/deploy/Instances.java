package io.firn.deploy;

import io.firn.work.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** What was last seen of everything that runs. */
@ApplicationScoped
public class Instances {
    private final InstanceRows rows;

    Instances(InstanceRows rows) {
        this.rows = rows;
    }

    /** All instances. */
    @Transactional
    public List<Sighting> all() {
        return rows.all();
    }

    /** Instances of an app. */
    @Transactional
    public List<Sighting> ofApp(UUID appId) {
        return rows.ofApp(appId);
    }

    /** Records what was seen, and forgets what is gone. */
    @Transactional
    void record(Collection<Sighting> seen, Collection<String> gone, Lease lease) {
        lease.fence();
        seen.forEach(rows::save);
        rows.forget(gone);
    }
}
