package io.firn.source;

import io.firn.tree.MapTree;
import io.firn.tree.TreeEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;

/** Commits in an app's repository, written without a push: no run comes of them. */
@ApplicationScoped
public class Commits {
    private final Repositories repositories;

    Commits(Repositories repositories) {
        this.repositories = repositories;
    }

    /** A commit of plain files on the branch {@code main}. */
    public Revision add(UUID appId, MapTree files) throws IOException {
        Repository repository = repositories.open(appId);
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            DirCacheBuilder index = DirCache.newInCore().builder();
            for (TreeEntry file : files.entries()) {
                if (file.isFile()) {
                    var entry = new DirCacheEntry(file.path());
                    entry.setFileMode(FileMode.REGULAR_FILE);
                    try (InputStream in = files.open(file.path())) {
                        entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, in.readAllBytes()));
                    }
                    index.add(entry);
                }
            }
            index.finish();
            ObjectId tree = index.getDirCache().writeTree(inserter);
            var person = new PersonIdent("Test", "test@example.org", Instant.EPOCH, ZoneOffset.UTC);
            var commit = new CommitBuilder();
            commit.setTreeId(tree);
            commit.setAuthor(person);
            commit.setCommitter(person);
            commit.setMessage("A test's commit");
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            RefUpdate head = repository.updateRef(Constants.R_HEADS + "main");
            head.setNewObjectId(id);
            head.forceUpdate();
            return new Revision(id.name(), tree.name());
        }
    }
}
