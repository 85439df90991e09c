package io.firn.cli;

import io.firn.detect.Detection;
import io.firn.detect.Look;
import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.detect.stacks.Stacks;
import io.firn.tree.FolderTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeLimits;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A folder of this machine with its plan, made here without the service.
 *
 * @param folder the folder
 * @param source what a commit of it would hold
 * @param distribution Firn's own Nix code
 * @param detection what planned
 * @param name the app's name
 */
record Planned(Path folder, Tree source, Tree distribution, Detection detection, String name) {

    static Planned of(Session session, @Nullable String dir, @Nullable String app, String packageSet) {
        Path folder = (dir == null ? session.folder() : session.folder().resolve(dir))
                .toAbsolutePath()
                .normalize();
        Tree distribution = Distribution.of(session);
        var detection = Stacks.detection(Offers.of(distribution, packageSet));
        Tree source = FolderTree.tracked(folder, TreeLimits.DEFAULT);
        return new Planned(folder, source, distribution, detection, app == null ? nameOf(folder) : session.app(app));
    }

    Look look() {
        return detection.look(name, source);
    }

    /** The same folder with another distribution. */
    Planned with(Tree other) {
        return new Planned(folder, source, other, detection, name);
    }

    Plan plan() {
        return detection.plan(name, source);
    }

    /** A name that an app may have, out of the folder's. */
    private static String nameOf(Path folder) {
        String last = String.valueOf(folder.getFileName()).toLowerCase(Locale.ROOT);
        String plain = last.replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+|-+$", "");
        plain = plain.length() > 40 ? plain.substring(0, 40).replaceAll("-+$", "") : plain;
        return plain.length() < 2 ? "app" : plain;
    }
}
