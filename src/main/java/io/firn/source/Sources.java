package io.firn.source;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.Tree;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/** What the other rooms ask of sources: which revision, and its tree. */
@ApplicationScoped
public class Sources {
    private final Repositories repositories;
    private final SourceSettings settings;

    public Sources(Repositories repositories, SourceSettings settings) {
        this.repositories = repositories;
        this.settings = settings;
    }

    /** The files of a revision, within the limits of what may be built. */
    public Tree tree(UUID appId, Revision revision) {
        return new GitTree(repositories.open(appId), ObjectId.fromString(revision.tree()), settings.treeLimits());
    }

    /** Where a branch is now. */
    public Optional<Revision> head(UUID appId, String branch) {
        Repository repository = repositories.open(appId);
        try {
            var ref = repository.exactRef(Constants.R_HEADS + branch);
            return ref == null ? Optional.empty() : Optional.of(read(repository, ref.getObjectId()));
        } catch (IOException e) {
            throw GitTree.unreadable(e);
        }
    }

    /** The commit that a branch, a tag or (the beginning of) a commit id names. */
    public Revision resolve(UUID appId, String name) {
        Repository repository = repositories.open(appId);
        try {
            @Nullable ObjectId id = named(repository, name);
            if (id != null) {
                return read(repository, id);
            }
        } catch (AmbiguousObjectException e) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not find the commit '" + Shown.name(name) + "': several begin like that.",
                    "Give more of its digits.");
        } catch (IncorrectObjectTypeException | MissingObjectException notACommit) {
            // answered below: to the caller it is as if there were none
        } catch (IOException e) {
            throw GitTree.unreadable(e);
        }
        throw Fault.of(
                FaultCode.NOT_FOUND,
                "Could not find the commit '" + Shown.name(name) + "': the app's repository has none of that name.",
                "Push it first, or name a branch, a tag or a commit that was pushed.");
    }

    /** Files that differ between two revisions, by path; empty where one of them is not there any more. */
    public Optional<List<String>> changed(UUID appId, Revision from, Revision to) {
        Repository repository = repositories.open(appId);
        try (TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(ObjectId.fromString(from.tree()));
            walk.addTree(ObjectId.fromString(to.tree()));
            walk.setRecursive(true);
            walk.setFilter(TreeFilter.ANY_DIFF);
            var paths = new ArrayList<String>();
            while (walk.next()) {
                paths.add(walk.getPathString());
            }
            return Optional.of(List.copyOf(paths));
        } catch (MissingObjectException gone) {
            return Optional.empty();
        } catch (IOException e) {
            throw GitTree.unreadable(e);
        }
    }

    /** Only plain names: JGit's revision language ({@code HEAD~3}, {@code :/text}) would read more than was asked for. */
    private static @Nullable ObjectId named(Repository repository, String name) throws IOException {
        if (name.startsWith("refs/")) {
            return null;
        }
        for (String prefix : new String[] {Constants.R_HEADS, Constants.R_TAGS}) {
            if (Repository.isValidRefName(prefix + name)) {
                var ref = repository.exactRef(prefix + name);
                if (ref != null) {
                    return ref.getObjectId();
                }
            }
        }
        return name.matches("[0-9a-f]{7,40}") ? repository.resolve(name + "^{commit}") : null;
    }

    static Revision read(Repository repository, ObjectId id) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit commit = walk.parseCommit(id);
            return new Revision(commit.name(), commit.getTree().name());
        }
    }
}
