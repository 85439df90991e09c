package io.firn.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.cache.CacheFixture.TestPath;
import io.firn.fault.Fault;
import io.firn.lab.StartsServers;
import io.firn.nix.NarDigest;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows of orgs' caches in a real database. */
@StartsServers
class OrgShelfTest {
    private static CacheFixture fixture;
    private static Transactions transactions;

    @BeforeAll
    static void start() {
        fixture = new CacheFixture();
        transactions = new Transactions(fixture.source);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void samePathMayBeDifferentInTwoCaches() throws SQLException {
        OrgShelf one = shelf();
        OrgShelf two = shelf();
        TestPath path = CacheFixture.path("app", "of one");
        StoredPath first = pending(path, "org/" + UUID.randomUUID());
        StoredPath second = pending(path, "org/" + UUID.randomUUID());
        assertThat(one.commit(List.of(first))).isEmpty();
        assertThat(two.commit(List.of(second))).isEmpty();
        assertThat(one.byHash(path.path().hashPart())).contains(first);
        assertThat(two.byFile(second.file().hash())).contains(second);
        assertThat(shelf().byHash(path.path().hashPart())).isEmpty();
    }

    @Test
    void secondCommitOfAPathIsNotNeeded() throws SQLException {
        OrgShelf shelf = shelf();
        TestPath path = CacheFixture.path("app", "twice");
        StoredPath first = pending(path, "org/" + UUID.randomUUID());
        StoredPath again = pending(path, "org/" + UUID.randomUUID());
        assertThat(shelf.commit(List.of(first))).isEmpty();
        assertThat(shelf.commit(List.of(again))).containsExactly(again.blob());
        assertThat(shelf.byHash(path.path().hashPart())).contains(first);
    }

    @Test
    void uploadThatWasGivenUpIsRefused() throws SQLException {
        OrgShelf shelf = shelf();
        TestPath path = CacheFixture.path("app", "late");
        StoredPath late = pending(path, "org/" + UUID.randomUUID());
        new PendingRows(transactions).forget(List.of(late.blob()));
        assertThatThrownBy(() -> shelf.commit(List.of(late)))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("Could not");
        assertThat(shelf.byHash(path.path().hashPart())).isEmpty();
    }

    private static StoredPath pending(TestPath path, String blob) {
        new PendingRows(transactions).announce(List.of(blob), "test");
        return new StoredPath(
                path.info(),
                blob,
                new NarDigest(path.info().narHash(), path.info().narSize()),
                List.of("test-1:AAAA"));
    }

    private static OrgShelf shelf() throws SQLException {
        UUID id = UUID.randomUUID();
        try (var connection = fixture.source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("insert into org (id, name, created_at) values ('%s', '%s', now())".formatted(id, id));
            statement.execute(
                    """
                    insert into org_cache (id, org_id, name, public_read, priority, mass_query)
                    values ('%s', '%s', 'c%s', false, 30, true)
                    """
                            .formatted(id, id, id.toString().substring(0, 8)));
        }
        return new OrgShelf(transactions, id);
    }
}
