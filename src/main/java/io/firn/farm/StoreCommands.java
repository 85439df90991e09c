package io.firn.farm;

import io.firn.exec.Command;
import io.firn.nix.NixCommands;
import io.firn.nix.StorePath;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;

/** What is run on a builder to keep its store in order, as values. */
final class StoreCommands {
    private static final String APPS = "/nix/var/nix/gcroots/firn-apps";

    /** The new root first, then those past the count go, the oldest ones: by name, which begins with the time. */
    private static final String KEEP =
            """
            set -eu
            from=$1 folder=$2 name=$3 count=$4
            [ -e "$from/result" ] || exit 0
            mkdir -p "$folder"
            ln -sfn "$(readlink -f "$from/result")" "$folder/$name"
            ls -1 "$folder" | sort -r | tail -n "+$((count + 1))" | while read -r old; do rm -f -- "$folder/$old"; done
            """;

    private static final String EXPIRE =
            """
            set -eu
            [ -d "$1" ] || exit 0
            find "$1" -mindepth 2 -maxdepth 2 -type l -mmin "+$2" -print -delete
            find "$1" -mindepth 1 -maxdepth 1 -type d -empty -delete
            """;

    private StoreCommands() {}

    /** Keeps what a job built as one of the app's newest outputs. */
    static Command keep(BuilderJob job, UUID appId, String name, int count) {
        return Command.of("sh", "-c", KEEP, "sh", job.roots(), APPS + "/" + appId, name, String.valueOf(count));
    }

    /** Lets go of kept outputs of that age; prints which. */
    static Command expire(Duration age) {
        return Command.of("sh", "-c", EXPIRE, "sh", APPS, String.valueOf(age.toMinutes()));
    }

    static Command everything(Duration limit) {
        return NixCommands.everything().within(limit);
    }

    static Command dead(Duration limit) {
        return NixCommands.dead().within(limit);
    }

    static Command delete(Collection<StorePath> paths, Duration limit) {
        return NixCommands.delete(paths).within(limit);
    }

    static Command optimise(Duration limit) {
        return NixCommands.optimise().within(limit);
    }

    /** Bytes of the store's disk, and bytes free there. */
    static Command disk() {
        return Command.of("df", "-B1", "--output=size,avail", "/nix/store");
    }
}
