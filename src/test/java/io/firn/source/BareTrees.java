package io.firn.source;

import io.firn.tree.Tree;
import io.firn.tree.TreeLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Folders of commits of a bare repository that is at hand, as the trees that detection reads. */
public final class BareTrees implements AutoCloseable {
    private final Repository repository;

    /** Opens a bare repository. */
    public BareTrees(Path folder) throws IOException {
        repository = new FileRepositoryBuilder()
                .setGitDir(folder.toFile())
                .setMustExist(true)
                .build();
    }

    /** A folder of a commit; empty where the commit has none there. */
    public Optional<Tree> at(String commit, String path) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit found = walk.parseCommit(ObjectId.fromString(commit));
            if (path.isEmpty()) {
                return Optional.of(new GitTree(repository, found.getTree(), TreeLimits.DEFAULT));
            }
            try (TreeWalk at = TreeWalk.forPath(repository, path, found.getTree())) {
                return at == null || !at.isSubtree()
                        ? Optional.empty()
                        : Optional.of(new GitTree(repository, at.getObjectId(0), TreeLimits.DEFAULT));
            }
        }
    }

    @Override
    public void close() {
        repository.close();
    }
}
