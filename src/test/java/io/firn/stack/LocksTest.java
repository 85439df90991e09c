package io.firn.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.TestDatabase;
import io.firn.access.Orgs;
import io.firn.app.App;
import io.firn.app.AppName;
import io.firn.app.Apps;
import io.firn.detect.Json;
import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.source.Commits;
import io.firn.source.Revision;
import io.firn.source.Sources;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import io.firn.work.Lease;
import io.firn.work.Leases;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Apps that an older Firn locked, under this one, in a real database and real repositories. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class LocksTest {
    private static final String START = "{\"scripts\":{\"start\":\"node a.js\"}%s}";

    @Inject
    Locks locks;

    @Inject
    Distributions distributions;

    @Inject
    Apps apps;

    @Inject
    Orgs orgs;

    @Inject
    Leases leases;

    @Inject
    Commits commits;

    @Inject
    Sources sources;

    private App app;
    private Lease lease;

    @BeforeEach
    void start() {
        app = apps.create(
                orgs.ensure(Orgs.FIRST).id(),
                new AppName("locks-" + UUID.randomUUID().toString().substring(0, 8)));
        lease = leases.tryTake("app:" + app.id()).orElseThrow();
    }

    @AfterEach
    void end() {
        apps.forget(app.id());
        lease.close();
    }

    @Test
    void anAppKeepsWhatItsFirstReleaseWasBuiltWithUnderANewerFirn() throws IOException {
        Distribution older = older();
        Revision first = commit("", Map.of());
        released(decided(older, first), first);

        Revision second = commit(",\"version\":\"2\"", Map.of());
        Decision decision = locks.decide(app, second, sources.tree(app.id(), second));

        assertThat(toolchain(decision)).isEqualTo("22.90.0");
        assertThat(decision.distribution().digest()).isEqualTo(older.digest());
        assertThat(decision.distribution().tree().text("nix/lib/app.nix", 1 << 20))
                .contains("# an older library\n");
        assertThat(decision.moved()).isEmpty();
        assertThat(decision.asLocked()).isTrue();
    }

    @Test
    void anUpgradeMovesItAndSaysWhat() throws IOException {
        Distribution older = older();
        Revision first = commit("", Map.of());
        released(decided(older, first), first);

        Tree source = sources.tree(app.id(), first);
        Decision upgraded = locks.upgraded(app, source);
        UpgradeView view = UpgradeView.of(upgraded, older, source);
        assertThat(view.current()).isFalse();
        assertThat(view.plan()).extracting(Change::what).contains("nodejs");
        assertThat(view.buildpacks()).extracting(Change::what).contains("nix/lib/app.nix");

        released(upgraded, first);
        Decision after = locks.decide(app, first, sources.tree(app.id(), first));
        assertThat(after.distribution().digest())
                .isEqualTo(distributions.current().digest());
        assertThat(UpgradeView.of(locks.upgraded(app, source), after.distribution(), source)
                        .current())
                .isTrue();
    }

    @Test
    void anUpgradeSaysThatPackagesWithoutALockFileAreChosenAnew() throws IOException {
        Revision first = commit(",\"dependencies\":{\"ms\":\"^2.0.0\"}", Map.of());
        Tree source = sources.tree(app.id(), first);
        Decision decision = locks.decide(app, first, source);
        released(decision, first);

        UpgradeView view = UpgradeView.of(locks.upgraded(app, source), decision.distribution(), source);
        assertThat(view.chosenAnew()).isEqualTo("package.json");
        assertThat(view.current()).isFalse();
        assertThat(view.plan()).isEmpty();
    }

    @Test
    void aRequestThatOnlyANewerDistributionMeetsMovesToIt() throws IOException {
        Revision first = commit("", Map.of());
        released(decided(older(), first), first);

        Revision second = commit("", Map.of(".nvmrc", "20"));
        Decision decision = locks.decide(app, second, sources.tree(app.id(), second));

        assertThat(toolchain(decision)).startsWith("20.");
        assertThat(decision.distribution().digest())
                .isEqualTo(distributions.current().digest());
        assertThat(decision.moved()).anyMatch(change -> change.words().contains(".nvmrc"));
    }

    @Test
    void aLockedVersionThatIsGoneIsAFaultThatNamesTheNearest() throws IOException {
        Revision first = commit("", Map.of());
        Decision decision = decided(older(), first);
        released(new Decision(decision.plan(), distributions.current(), Optional.empty(), List.of()), first);

        Revision second = commit(",\"version\":\"2\"", Map.of());
        assertThatThrownBy(() -> locks.decide(app, second, sources.tree(app.id(), second)))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("does not offer it any more")
                .satisfies(
                        fault -> assertThat(((Fault) fault).hint().orElse("")).contains("The nearest is 22."));
    }

    private Decision decided(Distribution distribution, Revision revision) {
        Plan plan =
                new Planner(distribution, Runtimes.none()).plan(app.name().value(), sources.tree(app.id(), revision));
        return new Decision(plan, distribution, Optional.empty(), List.of());
    }

    private void released(Decision decision, Revision source) {
        locks.keep(app, decision, source, lease);
    }

    private static String toolchain(Decision decision) {
        Plan.Toolchain toolchain = decision.plan().toolchain();
        return toolchain == null ? "" : toolchain.version();
    }

    private Revision commit(String manifest, Map<String, String> more) throws IOException {
        MapTree.Builder files = MapTree.builder();
        files.file("package.json", START.formatted(manifest).getBytes(StandardCharsets.UTF_8));
        files.file("a.js", new byte[0]);
        more.forEach((name, text) -> files.file(name, text.getBytes(StandardCharsets.UTF_8)));
        return commits.add(app.id(), files.build());
    }

    /** This distribution as an older Firn had it: other Node.js versions, another library. */
    private Distribution older() {
        Tree now = distributions.current().tree();
        MapTree.Builder files = MapTree.builder();
        for (TreeEntry entry : now.entries()) {
            if (entry.isFile()) {
                files.file(
                        entry.path(),
                        switch (entry.path()) {
                            case "nix/lib/app.nix" -> "# an older library\n".getBytes(StandardCharsets.UTF_8);
                            case Offers.FILE -> versions(now);
                            default -> Distribution.content(now, entry.path());
                        });
            }
        }
        return Distribution.of(files.build(), "debian");
    }

    private static byte[] versions(Tree now) {
        var root = (com.fasterxml.jackson.databind.node.ObjectNode)
                Json.tree(Offers.FILE, now.text(Offers.FILE, 8 << 20).orElseThrow());
        var node = root.withObject("/nodejs").withObject("/debian");
        node.put("default", "22.90.0");
        node.putObject("versions").putObject("22.90.0").put("npm", "10.9.9");
        return Json.write(root).getBytes(StandardCharsets.UTF_8);
    }
}
