package io.firn.source;

import io.firn.fault.Fault;
import io.firn.tree.TreeLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.jspecify.annotations.Nullable;

/**
 * Lets one push in: rules for references, rules for trees, then the objects, then the references, and for the branch that
 * deploys the row that starts everything else, all before the pusher gets the report.
 */
final class PushLanding implements Receiving.Landing {
    private final Pusher pusher;
    private final Quarantine quarantine;
    private final TreeLimits limits;
    private final PushLog log;
    private final After after;
    private String branch;
    private @Nullable UUID pushId;
    private final List<String> kept = new ArrayList<>();

    /**
     * Who pushes, and to what.
     *
     * @param app the app's name, for messages
     * @param defaultBranch the branch that deploys
     */
    record Pusher(UUID appId, String app, String defaultBranch, @Nullable UUID tokenId) {}

    /** What follows a push, outside this class. */
    interface After {
        /** The app's first push chose another branch to deploy from. */
        void defaultBranch(UUID appId, String branch);

        /** A push row is there; lines about what becomes of it go to the pusher. */
        void accepted(UUID pushId, UUID appId, Consumer<String> line);
    }

    PushLanding(Pusher pusher, Quarantine quarantine, TreeLimits limits, PushLog log, After after) {
        this.pusher = pusher;
        this.quarantine = quarantine;
        this.limits = limits;
        this.log = log;
        this.after = after;
        this.branch = pusher.defaultBranch();
    }

    @Override
    public void land(ReceivePack pack, List<ReceiveCommand> commands) throws IOException {
        chooseBranch(pack.getRepository(), commands);
        for (ReceiveCommand command : commands) {
            RefPolicy.refuse(command, branch).ifPresent(reason -> Receiving.reject(List.of(command), reason));
        }
        for (ReceiveCommand command : open(commands)) {
            inspect(pack, command);
        }
        if (pack.isAtomic() && open(commands).size() < commands.size()) {
            Receiving.reject(commands, "another reference of this atomic push was refused");
        }
        List<ReceiveCommand> accepted = open(commands);
        if (accepted.isEmpty()) {
            return;
        }
        quarantine.admit();
        for (ReceiveCommand command : accepted) {
            if (command.getRefName().equals(Constants.R_HEADS + branch)) {
                deploying(pack, command);
            } else {
                command.execute(pack);
                if (command.getResult() == ReceiveCommand.Result.OK
                        && command.getType() != ReceiveCommand.Type.DELETE
                        && command.getRefName().startsWith(Constants.R_HEADS)) {
                    kept.add(command.getRefName().substring(Constants.R_HEADS.length()));
                }
            }
        }
    }

    @Override
    public void landed(Consumer<String> line) {
        for (String name : kept) {
            line.accept("Kept branch '" + Shown.name(name) + "'; only '" + branch + "' deploys by itself. "
                    + "To deploy it: firn deploy -a " + pusher.app() + " --commit " + Shown.name(name));
        }
        UUID id = pushId;
        if (id != null) {
            after.accepted(id, pusher.appId(), line);
        }
    }

    /** An app without its deploying branch takes the one that is pushed first. */
    private void chooseBranch(Repository repository, List<ReceiveCommand> commands) throws IOException {
        @Nullable Ref present = repository.exactRef(Constants.R_HEADS + branch);
        @Nullable String chosen = present == null ? RefPolicy.choose(commands) : null;
        boolean own = commands.stream().anyMatch(c -> c.getRefName().equals(Constants.R_HEADS + branch));
        if (chosen != null && !own) {
            branch = chosen;
        }
    }

    private void inspect(ReceivePack pack, ReceiveCommand command) throws IOException {
        if (command.getType() == ReceiveCommand.Type.DELETE
                || !command.getRefName().startsWith(Constants.R_HEADS)) {
            return;
        }
        Repository trial = quarantine.repository();
        try (RevWalk walk = new RevWalk(trial)) {
            RevCommit commit = walk.parseCommit(command.getNewId());
            GitTree tree = new GitTree(trial, commit.getTree(), limits);
            tree.entries();
            if (!tree.submodules().isEmpty()) {
                pack.sendMessage(
                        "Left out: the submodule '"
                                + Shown.name(tree.submodules().getFirst())
                                + "'. Its files are not in this repository; if the build needs them, commit them (git subtree).");
            }
        } catch (IncorrectObjectTypeException e) {
            Receiving.reject(List.of(command), "a branch must point to a commit");
        } catch (Fault fault) {
            pack.sendMessage(fault.sentence());
            Receiving.reject(List.of(command), fault.getMessage());
        }
    }

    private void deploying(ReceivePack pack, ReceiveCommand command) throws IOException {
        Repository repository = pack.getRepository();
        Revision revision = revision(command.getNewId());
        boolean first = command.getOldId().equals(ObjectId.zeroId());
        var push = new PushLog.NewPush(
                pusher.appId(),
                command.getRefName(),
                first ? null : command.getOldId().name(),
                revision,
                pusher.tokenId(),
                PushLog.Via.GIT);
        if (!branch.equals(pusher.defaultBranch())) {
            Repositories.link(repository, branch);
            after.defaultBranch(pusher.appId(), branch);
        }
        try {
            pushId = log.record(push, () -> {
                Repositories.keep(repository, command.getNewId());
                command.execute(pack);
                return command.getResult() == ReceiveCommand.Result.OK;
            });
        } catch (IOException | RuntimeException e) {
            moveBack(repository, command);
            throw e;
        }
    }

    private Revision revision(ObjectId id) throws IOException {
        try (RevWalk walk = new RevWalk(quarantine.repository())) {
            RevCommit commit = walk.parseCommit(id);
            return new Revision(commit.name(), commit.getTree().name());
        }
    }

    /** The row could not be written, so the pusher is told no: then the branch must not have moved either. */
    private static void moveBack(Repository repository, ReceiveCommand command) throws IOException {
        if (command.getResult() != ReceiveCommand.Result.OK) {
            return;
        }
        var back = repository.updateRef(command.getRefName());
        back.setExpectedOldObjectId(command.getNewId());
        if (command.getOldId().equals(ObjectId.zeroId())) {
            back.setForceUpdate(true);
            back.delete();
        } else {
            back.setNewObjectId(command.getOldId());
            back.forceUpdate();
        }
        command.setResult(ReceiveCommand.Result.NOT_ATTEMPTED);
    }

    private static List<ReceiveCommand> open(List<ReceiveCommand> commands) {
        return commands.stream()
                .filter(c -> c.getResult() == ReceiveCommand.Result.NOT_ATTEMPTED)
                .toList();
    }
}
