package io.firn.source;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds pushes whose row is missing: the service died after the branch moved and before the row was written. It compares the
 * head of each repository with the app's newest row, at start-up and now and then.
 */
@ApplicationScoped
public class PushReconciler {
    private static final Logger LOG = Logger.getLogger(PushReconciler.class);

    private final Repositories repositories;
    private final Pushes pushes;
    private final Event<PushAccepted> accepted;

    public PushReconciler(Repositories repositories, Pushes pushes, Event<PushAccepted> accepted) {
        this.repositories = repositories;
        this.pushes = pushes;
        this.accepted = accepted;
    }

    void atStart(@Observes StartupEvent started) {
        all();
    }

    @Scheduled(every = "60s", delayed = "60s", concurrentExecution = ConcurrentExecution.SKIP)
    void all() {
        for (UUID appId : repositories.all()) {
            try {
                one(appId).ifPresent(push -> accepted.fire(new PushAccepted(push, appId)));
            } catch (IOException | RuntimeException e) {
                LOG.warnf(e, "Could not compare the repository of app %s with its pushes", appId);
            }
        }
    }

    /** Writes the missing row of one app, where it is missing. */
    Optional<UUID> one(UUID appId) throws IOException {
        Repository repository = repositories.open(appId);
        var head = repository.exactRef(Constants.HEAD);
        if (head == null || head.getObjectId() == null || !pushes.isFor(appId)) {
            return Optional.empty();
        }
        String commit = head.getObjectId().name();
        Optional<Push> newest = pushes.newest(appId);
        if (newest.isPresent() && newest.get().revision().commit().equals(commit)) {
            return Optional.empty();
        }
        var push = new PushLog.NewPush(
                appId,
                head.getTarget().getName(),
                newest.map(p -> p.revision().commit()).orElse(null),
                Sources.read(repository, head.getObjectId()),
                null,
                PushLog.Via.RECONCILED);
        @Nullable UUID id = pushes.record(push, () -> stillMissing(appId, repository, commit));
        if (id != null) {
            LOG.infof(
                    "App %s: found the push of %s whose row was missing",
                    appId, push.revision().shortCommit());
        }
        return Optional.ofNullable(id);
    }

    /** Asked again under the lock: a push that is just landing has moved its branch but not yet committed its row. */
    private boolean stillMissing(UUID appId, Repository repository, String commit) throws IOException {
        boolean written = pushes.newest(appId)
                .filter(p -> p.revision().commit().equals(commit))
                .isPresent();
        var head = repository.exactRef(Constants.HEAD);
        return !written
                && head != null
                && head.getObjectId() != null
                && head.getObjectId().name().equals(commit);
    }
}
