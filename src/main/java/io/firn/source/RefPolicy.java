package io.firn.source;

import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.jspecify.annotations.Nullable;

/**
 * Which references may be pushed, and which one deploys. One branch deploys; other branches and tags are kept. Any branch may
 * be rewound (what runs is what was pushed last, and Firn keeps the commits of earlier pushes), but the branch that deploys
 * cannot be deleted.
 */
final class RefPolicy {
    private RefPolicy() {}

    /** Why a reference may not be changed like this; empty where it may. */
    static Optional<String> refuse(ReceiveCommand command, String defaultBranch) {
        String ref = command.getRefName();
        if (!ref.startsWith(Constants.R_HEADS) && !ref.startsWith(Constants.R_TAGS)) {
            return Optional.of("only branches and tags can be pushed");
        }
        if (command.getType() == ReceiveCommand.Type.DELETE && ref.equals(Constants.R_HEADS + defaultBranch)) {
            return Optional.of("branch '" + defaultBranch + "' deploys and cannot be deleted; "
                    + "to remove the app run: firn apps destroy");
        }
        return Optional.empty();
    }

    /**
     * The branch that deploys from now on: the app's own where it has one already, else {@code main}, {@code master} or the
     * first of the branches that are pushed.
     */
    static @Nullable String choose(List<ReceiveCommand> commands) {
        List<String> branches = commands.stream()
                .filter(c -> c.getType() != ReceiveCommand.Type.DELETE)
                .map(ReceiveCommand::getRefName)
                .filter(ref -> ref.startsWith(Constants.R_HEADS))
                .map(ref -> ref.substring(Constants.R_HEADS.length()))
                .toList();
        for (String usual : List.of("main", "master")) {
            if (branches.contains(usual)) {
                return usual;
            }
        }
        return branches.isEmpty() ? null : branches.getFirst();
    }
}
