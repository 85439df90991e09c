package io.firn.source;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.source.PushLanding.Pusher;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/** A folder deployed without a Git client: its archive becomes a commit on the branch that deploys, and is pushed like one. */
@ApplicationScoped
public class ArchiveUpload {
    private final Repositories repositories;
    private final SourceSettings settings;
    private final Pushes pushes;
    private final Clock clock;

    /**
     * What came of an upload.
     *
     * @param pushId the push row
     * @param revision the commit that was made
     */
    public record Uploaded(UUID pushId, Revision revision) {}

    public ArchiveUpload(Repositories repositories, SourceSettings settings, Pushes pushes, Clock clock) {
        this.repositories = repositories;
        this.settings = settings;
        this.pushes = pushes;
        this.clock = clock;
    }

    /** Takes a {@code .tar.gz} in. A refused one leaves nothing. */
    Uploaded take(Pusher pusher, InputStream gzip, String message) {
        try (Quarantine quarantine = repositories.quarantine(pusher.appId());
                ObjectInserter inserter = quarantine.repository().newObjectInserter()) {
            Repository repository = repositories.open(pusher.appId());
            String name = Constants.R_HEADS + pusher.defaultBranch();
            @Nullable Ref before = repository.exactRef(name);
            ObjectId tree = new Archives(settings.treeLimits()).tree(gzip, inserter);
            ObjectId commit = inserter.insert(commit(tree, before, message));
            inserter.flush();
            quarantine.admit();
            var push = new PushLog.NewPush(
                    pusher.appId(),
                    name,
                    before == null ? null : before.getObjectId().name(),
                    new Revision(commit.name(), tree.name()),
                    pusher.tokenId(),
                    PushLog.Via.ARCHIVE);
            @Nullable UUID id = pushes.record(push, () -> move(repository, name, before, commit));
            if (id == null) {
                throw Fault.of(
                        FaultCode.CONFLICT,
                        "Could not take in the archive: somebody else pushed at the same time.",
                        "Send it again.");
            }
            return new Uploaded(id, push.revision());
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not take in the archive: it ended early, or the disk refused.",
                            "Send it again; if that does not help look at the free space of the data folder.")
                    .causedBy(e);
        }
    }

    private CommitBuilder commit(ObjectId tree, @Nullable Ref before, String message) {
        CommitBuilder commit = new CommitBuilder();
        PersonIdent firn = new PersonIdent("Firn", "firn@localhost", clock.instant(), clock.getZone());
        commit.setTreeId(tree);
        commit.setParentIds(before == null ? List.of() : List.of(before.getObjectId()));
        commit.setAuthor(firn);
        commit.setCommitter(firn);
        commit.setMessage(message);
        return commit;
    }

    private static boolean move(Repository repository, String name, @Nullable Ref before, ObjectId commit)
            throws IOException {
        Repositories.keep(repository, commit);
        RefUpdate update = repository.updateRef(name);
        update.setExpectedOldObjectId(before == null ? ObjectId.zeroId() : before.getObjectId());
        update.setNewObjectId(commit);
        return switch (update.update()) {
            case NEW, FAST_FORWARD, FORCED, NO_CHANGE -> true;
            default -> false;
        };
    }
}
