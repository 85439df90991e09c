package io.firn.source;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.jboss.logging.Logger;

/**
 * Packs the repositories together at night: each push brings a pack of its own, and hundreds of them make every read slow.
 * What no reference reaches is kept for two weeks, so a push that is just landing loses nothing.
 */
@ApplicationScoped
public class RepositoryCare {
    private static final Logger LOG = Logger.getLogger(RepositoryCare.class);
    private static final int MANY = 30;

    private final Repositories repositories;

    public RepositoryCare(Repositories repositories) {
        this.repositories = repositories;
    }

    @Scheduled(every = "24h", delayed = "1h", concurrentExecution = ConcurrentExecution.SKIP)
    void all() {
        repositories.all().forEach(this::one);
    }

    /** Packs one together, where it has many packs; whether it did. */
    boolean one(UUID appId) {
        if (repositories.packs(appId) < MANY) {
            return false;
        }
        try {
            Git.wrap(repositories.open(appId)).gc().call();
            return true;
        } catch (GitAPIException e) {
            LOG.warnf(e, "Could not pack the repository of app %s together; it goes on as it is", appId);
            return false;
        }
    }
}
