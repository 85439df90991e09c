package io.firn.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lab.StartsServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a developer sees at the git door, tried with the real Git client. */
@StartsServers
class GitProtocolTest {
    @TempDir
    Path temp;

    private GitServer server;
    private WorkFolder work;

    @BeforeEach
    void start() throws IOException {
        server = new GitServer(temp.resolve("git"));
        work = new WorkFolder(temp.resolve("work"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aPushIsRowAndBranchAndTheFeedReachesTheTerminal() throws IOException {
        server.feed = List.of("-----> Node.js app detected", "       https://shop.example");
        work.write("index.js", "1").commit("one");

        var push = work.git("push", server.url(), "main");

        assertThat(push.exit()).as(push.text()).isZero();
        assertThat(push.text()).contains("remote: -----> Node.js app detected", "remote:        https://shop.example");
        assertThat(server.pushes).singleElement().satisfies(row -> {
            assertThat(row.revision().commit()).isEqualTo(work.head());
            assertThat(row.oldCommit()).isNull();
            assertThat(row.ref()).isEqualTo("refs/heads/main");
        });
        assertThat(work.git("clone", "-q", server.url(), "copy").exit()).isZero();
        assertThat(temp.resolve("work/copy/index.js")).hasContent("1");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void theFirstBranchOfAnEmptyAppDeploysEvenIfItIsCalledMaster() throws IOException {
        work.git("checkout", "-q", "-b", "master");
        work.write("a", "1").commit("one");

        assertThat(work.git("push", server.url(), "master").exit()).isZero();

        assertThat(server.branch).isEqualTo("master");
        assertThat(server.pushes).hasSize(1);
        assertThat(work.git("ls-remote", "--symref", server.url(), "HEAD").text())
                .contains("refs/heads/master");
    }

    @Test
    void otherBranchesAreKeptWithoutADeployment() throws IOException {
        work.write("a", "1").commit("one");
        work.git("push", server.url(), "main");
        work.git("checkout", "-q", "-b", "feature");
        work.write("b", "2").commit("two");

        var push = work.git("push", server.url(), "feature");

        assertThat(push.exit()).isZero();
        assertThat(push.text()).contains("remote: Kept branch 'feature'; only 'main' deploys");
        assertThat(server.pushes).hasSize(1);
        assertThat(work.git("ls-remote", server.url()).text()).contains("refs/heads/feature");
    }

    @Test
    void aRewoundBranchDeploysAndTheEarlierCommitStays() throws IOException {
        work.write("a", "1").commit("one");
        work.write("a", "2").commit("two");
        work.git("push", server.url(), "main");
        String second = work.head();
        work.git("reset", "-q", "--hard", "HEAD~1");

        assertThat(work.git("push", server.url(), "main").exit()).isNotZero();
        assertThat(work.git("push", "--force", server.url(), "main").exit()).isZero();

        assertThat(server.pushes).hasSize(2);
        assertThat(server.pushes.getLast().oldCommit()).isEqualTo(second);
        var repository = server.repositories.open(server.appId);
        assertThat(repository.exactRef("refs/firn/keep/" + second)).isNotNull();
        assertThat(work.git("ls-remote", server.url()).text()).doesNotContain("refs/firn");
    }

    @Test
    void theBranchThatDeploysCannotBeDeletedOthersCan() throws IOException {
        work.write("a", "1").commit("one");
        work.git("push", server.url(), "main", "main:other");

        assertThat(work.git("push", server.url(), ":main").text()).contains("deploys and cannot be deleted");
        assertThat(work.git("push", server.url(), ":other").exit()).isZero();
        assertThat(work.git("ls-remote", server.url()).text())
                .contains("refs/heads/main")
                .doesNotContain("refs/heads/other");
    }

    @Test
    void ownReferencesAreNobodysToWrite() throws IOException {
        work.write("a", "1").commit("one");

        assertThat(work.git("push", server.url(), "main:refs/firn/keep/x").text())
                .contains("only branches and tags can be pushed");
        assertThat(server.pushes).isEmpty();
    }

    @Test
    void aLinkOutOfTheTreeIsRefusedWithItsPathAndNothingStays() throws IOException {
        work.write("a", "1");
        Files.createDirectories(work.folder.resolve("deep"));
        Files.createSymbolicLink(work.folder.resolve("deep/evil"), Path.of("../../etc/passwd"));
        work.commit("one");

        var push = work.git("push", server.url(), "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.text()).contains("remote: Could not read \"deep/evil\": it is a link out of the tree");
        nothingStays();
    }

    @Test
    void aLinkOutOfTheTreeByWayOfAnotherLinkIsRefused() throws IOException {
        Files.createDirectories(work.folder.resolve("a/b"));
        work.write("a/b/file", "1");
        Files.createSymbolicLink(work.folder.resolve("a/up"), Path.of(".."));
        Files.createSymbolicLink(work.folder.resolve("evil"), Path.of("a/up/../etc"));
        work.commit("one");

        assertThat(work.git("push", server.url(), "main").text()).contains("\"evil\"", "by way of other links");
        nothingStays();
    }

    @Test
    void linksInsideTheTreeArePushed() throws IOException {
        work.write("a/b/file", "1");
        Files.createSymbolicLink(work.folder.resolve("a/up"), Path.of(".."));
        Files.createSymbolicLink(work.folder.resolve("good"), Path.of("a/up/a/b/file"));
        Files.createSymbolicLink(work.folder.resolve("dangling"), Path.of("nowhere/at/all"));
        work.commit("one");

        assertThat(work.git("push", server.url(), "main").exit()).isZero();
    }

    @Test
    void aFileOfZerosIsMeasuredByWhatItBecomes() throws IOException {
        work.write("zeros", new byte[3 << 20]).commit("zeros");

        var push = work.git("push", server.url(), "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.text()).contains("remote: Could not accept the push: a file of 3.0 MiB is in it");
        nothingStays();
    }

    @Test
    void aPackThatUnpacksWithoutEndIsStopped() throws IOException {
        for (int i = 0; i < 40; i++) {
            byte[] zeros = new byte[1 << 20];
            zeros[i] = 1;
            work.write("zeros" + i, zeros);
        }
        work.commit("zeros");

        var push = work.git("-c", "pack.window=0", "push", server.url(), "main");

        assertThat(push.text()).contains("it unpacks to more than 32 MiB");
        nothingStays();
    }

    @Test
    void deltasCountAsWhatTheyBecome() throws IOException {
        byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);
        for (int i = 0; i < 40; i++) {
            noise[i] ^= 1;
            work.write("noise", noise).commit("noise " + i);
        }

        var push = work.git("push", server.url(), "main");

        assertThat(push.text()).contains("it unpacks to more than 32 MiB");
        nothingStays();
    }

    @Test
    void randomBytesOverTheLimitAreRefusedWhileTheyCome() throws IOException {
        Random random = new Random(2);
        for (int i = 0; i < 12; i++) {
            byte[] noise = new byte[1 << 20];
            random.nextBytes(noise);
            work.write("noise" + i, noise);
        }
        work.commit("noise");

        var push = work.git("push", server.url(), "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.text()).contains("the push is larger than 8.0 MiB");
        nothingStays();
    }

    @Test
    void namesThatBreakShellsAndNixStringsAreData() throws IOException {
        for (String name :
                List.of("a b", "${x}", "''", "$(touch owned)", "`id`", "\"q\"", "a;rm -rf .", "-rf", "é", "\n")) {
            work.write("names/" + name, name);
        }
        work.commit("names");

        var push = work.git("push", server.url(), "main");

        assertThat(push.exit()).as(push.text()).isZero();
        var row = server.pushes.getFirst();
        var tree = new GitTree(
                server.repositories.open(server.appId),
                org.eclipse.jgit.lib.ObjectId.fromString(row.revision().tree()),
                io.firn.tree.TreeLimits.DEFAULT);
        assertThat(tree.list("names")).hasSize(10);
        assertThat(tree.text("names/${x}", 100)).contains("${x}");
        assertThat(tree.text("names/\n", 100)).contains("\n");
    }

    @Test
    void aNameThatIsNotUtf8IsRefused() throws IOException {
        var blob = work.write("a", "1").git("hash-object", "-w", "a").text().strip();
        Files.write(
                work.folder.resolve("list"),
                concat(("100644 blob " + blob + "\tbad").getBytes(StandardCharsets.UTF_8), 0xff));
        var process = new ProcessBuilder("git", "mktree")
                .directory(work.folder.toFile())
                .redirectInput(work.folder.resolve("list").toFile())
                .start();
        String tree = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        var commit = work.git("commit-tree", "-m", "x", tree).text().strip();

        assertThat(work.git("push", server.url(), commit + ":refs/heads/main").text())
                .contains("not UTF-8");
        nothingStays();
    }

    @Test
    void aSubmoduleIsLeftOutAndSaid() throws IOException {
        work.write("a", "1").commit("one");
        work.git("update-index", "--add", "--cacheinfo", "160000," + work.head() + ",vendor/lib");
        work.git("commit", "-q", "-m", "sub");

        var push = work.git("push", server.url(), "main");

        assertThat(push.exit()).as(push.text()).isZero();
        assertThat(push.text()).contains("remote: Left out: the submodule 'vendor/lib'");
    }

    @Test
    void aRowThatCannotBeWrittenLeavesTheBranchWhereItWas() throws IOException {
        work.write("a", "1").commit("one");
        work.git("push", server.url(), "main");
        String before = work.head();
        work.write("a", "2").commit("two");
        server.logFails = new IllegalStateException("database away");

        var push = work.git("push", server.url(), "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.text()).contains("Firn could not store it").doesNotContain("database away");
        assertThat(work.git("ls-remote", server.url(), "refs/heads/main").text())
                .startsWith(before);
    }

    @Test
    void aShallowCloneCanPush() throws IOException {
        work.write("a", "1").commit("one");
        work.write("a", "2").commit("two");
        var clone = work.git("clone", "-q", "--depth", "1", "file://" + work.folder, "shallow");
        assertThat(clone.exit()).as(clone.text()).isZero();

        var push = work.git("-C", "shallow", "push", server.url(), "main");

        assertThat(push.exit()).as(push.text()).isZero();
        assertThat(server.pushes).hasSize(1);
    }

    @Test
    void manyPacksBecomeOneAndEveryPushedCommitStays() throws IOException {
        work.write("a", "0").commit("first");
        work.git("push", server.url(), "main");
        String first = work.head();
        for (int i = 0; i < 32; i++) {
            work.write("a", "1" + i);
            work.git("add", "-A");
            work.git("commit", "-q", "--amend", "-m", "rewritten " + i);
            work.git("push", "-q", "--force", server.url(), "main");
        }

        // by itself a pack that was packed anew stays for an hour, for those who still read it
        server.repositories.open(server.appId).getConfig().setString("gc", null, "prunePackExpire", "now");
        assertThat(new RepositoryCare(server.repositories).one(server.appId)).isTrue();

        assertThat(server.repositories.packs(server.appId)).isLessThan(3);
        assertThat(server.repositories
                        .open(server.appId)
                        .getObjectDatabase()
                        .has(org.eclipse.jgit.lib.ObjectId.fromString(first)))
                .isTrue();
        assertThat(work.git("clone", "-q", server.url(), "copy").exit()).isZero();
    }

    private void nothingStays() throws IOException {
        assertThat(server.pushes).isEmpty();
        assertThat(work.git("ls-remote", server.url()).text()).isEmpty();
        assertThat(leftovers()).isEmpty();
    }

    /** Packs or loose objects of a repository that should have none, and quarantine folders of any. */
    private List<Path> leftovers() throws IOException {
        try (Stream<Path> all = Files.walk(server.repository())) {
            return all.filter(Files::isRegularFile)
                    .filter(p -> p.toString().contains("incoming")
                            || (server.pushes.isEmpty() && p.toString().contains("/objects/")))
                    .toList();
        }
    }

    private static byte[] concat(byte[] head, int last) {
        byte[] all = java.util.Arrays.copyOf(head, head.length + 2);
        all[head.length] = (byte) last;
        all[head.length + 1] = '\n';
        return all;
    }
}
