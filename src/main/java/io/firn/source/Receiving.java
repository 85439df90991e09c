package io.firn.source;

import io.firn.fault.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.internal.submodule.SubmoduleValidator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One push as the protocol sees it: objects go into quarantine, are checked, and only then {@link Landing} lets them in and
 * moves the references. Whatever is wrong ends as a sentence in the pusher's terminal.
 */
final class Receiving extends ReceivePack {
    private static final Logger LOG = Logger.getLogger(Receiving.class);

    private final PackGuard guard;
    private final Landing landing;

    /** What is done with commands whose objects are there and sound. */
    interface Landing {
        /** Moves the references of those commands that may; sets the result of each. */
        void land(ReceivePack pack, List<ReceiveCommand> commands) throws IOException;

        /** Called when the pusher has the report: what is said now reaches the terminal line by line. */
        default void landed(Consumer<String> line) {}
    }

    Receiving(Repository repository, PackLimits limits, PackGuard guard, Landing landing) {
        super(repository);
        this.guard = guard;
        this.landing = landing;
        setBiDirectionalPipe(false);
        setAtomic(true);
        setAllowNonFastForwards(true);
        setAllowPushOptions(true);
        setMaxCommandBytes(1024L * 1024);
        setMaxObjectSizeLimit(limits.file());
        setObjectChecker(new ObjectChecker().setAllowInvalidPersonIdent(true));
        setRefFilter(Receiving::shown);
        setPostReceiveHook((pack, commands) -> landing.landed(this::say));
    }

    /** Sends a line at once; unlike {@link #sendMessage} it notices that nobody listens any more. */
    private void say(String line) {
        try {
            var out = getMessageOutputStream();
            out.write(Constants.encode(line + "\n"));
            out.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** References without those that Firn keeps for itself. */
    static Map<String, Ref> shown(Map<String, Ref> refs) {
        var visible = new HashMap<>(refs);
        visible.keySet().removeIf(name -> name.startsWith(Repositories.OWN_REFS));
        return visible;
    }

    @Override
    protected void receivePackAndCheckConnectivity()
            throws IOException, LargeObjectException, SubmoduleValidator.SubmoduleValidationException {
        if (!guard.shallow().isEmpty()) {
            admitShallow(guard.shallow());
        }
        try {
            super.receivePackAndCheckConnectivity();
        } catch (IOException | RuntimeException | SubmoduleValidator.SubmoduleValidationException e) {
            String reason = reason(e);
            sendMessage("Could not accept the push: " + reason);
            throw new IOException("refused: " + reason, e);
        }
    }

    @Override
    protected void executeCommands() {
        List<ReceiveCommand> commands = filterCommands(ReceiveCommand.Result.NOT_ATTEMPTED);
        if (commands.isEmpty()) {
            return;
        }
        try {
            landing.land(this, commands);
        } catch (Fault fault) {
            sendMessage(fault.sentence());
            reject(commands, fault.getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "Could not take in a push to %s", getRepository().getDirectory());
            reject(commands, "Firn could not store it; push again, and if that does not help ask the operator");
        }
    }

    static void reject(Collection<ReceiveCommand> commands, String reason) {
        for (ReceiveCommand command : commands) {
            if (command.getResult() == ReceiveCommand.Result.NOT_ATTEMPTED) {
                command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, oneLine(reason));
            }
        }
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= 200 ? line : line.substring(0, 199) + "…";
    }

    private String reason(Exception e) {
        PackGuard.TooMuch tooMuch = guard.refusal();
        if (tooMuch != null) {
            return tooMuch.sentence() + ". Take it out of the history, or ask the operator to raise the limit.";
        }
        @Nullable Throwable at = e;
        while (at != null) {
            if (at instanceof LargeObjectException) {
                return "a file in it is larger than a file may be. Take it out of the history (git filter-repo), "
                        + "or ask the operator to raise firn.source.max-file.";
            }
            if (at instanceof CorruptObjectException || at instanceof SubmoduleValidator.SubmoduleValidationException) {
                return Shown.name(String.valueOf(at.getMessage())) + ". Run git fsck and repair the repository.";
            }
            at = at.getCause();
        }
        return Shown.name(String.valueOf(e.getMessage())) + ".";
    }

    /** A shallow clone's history ends early; those ends are written down, or the history would look damaged. */
    private void admitShallow(List<String> ends) throws IOException {
        Repository repository = getRepository();
        Set<ObjectId> all = new HashSet<>(repository.getObjectDatabase().getShallowCommits());
        List<ObjectId> unknown = new ArrayList<>();
        for (String end : ends) {
            if (ObjectId.isId(end) && !repository.getObjectDatabase().has(ObjectId.fromString(end))) {
                unknown.add(ObjectId.fromString(end));
            }
        }
        if (all.addAll(unknown)) {
            repository.getObjectDatabase().setShallowCommits(all);
        }
    }
}
