package io.firn.access;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Credentials: stored ones, which can be revoked, and short-lived ones, which need no row. */
@ApplicationScoped
public class Tokens {
    private final TokenRows rows;
    private final ShortLived shortLived;
    private final Clock clock;
    private final Supplier<UUID> ids;

    Tokens(TokenRows rows, ShortLived shortLived, Clock clock, Supplier<UUID> ids) {
        this.rows = rows;
        this.shortLived = shortLived;
        this.clock = clock;
        this.ids = ids;
    }

    /** Makes a token for an org; without a life it is good until it is revoked. */
    @Transactional
    public Issued issue(UUID orgId, String name, Set<Scope> scopes, Optional<Duration> life) {
        TokenText text = TokenText.random();
        var token = new Token(ids.get(), orgId, name, text, scopes, clock.instant(), life);
        rows.persist(token);
        return new Issued(token.id(), text.wire());
    }

    /** As the other, for one thing only (say, one cache): it opens nothing else. */
    @Transactional
    public Issued issueFor(UUID orgId, String name, Set<Scope> scopes, Optional<Duration> life, String thing) {
        TokenText text = TokenText.random();
        var token = new Token(ids.get(), orgId, name, text, scopes, clock.instant(), life);
        token.bind(thing);
        rows.persist(token);
        return new Issued(token.id(), text.wire());
    }

    /**
     * A token for one scope and one thing (a repository, a build; {@code *} for all), signed instead of stored. It cannot be
     * revoked: keep its life short.
     */
    public String shortLived(Scope scope, String resource, Duration life) {
        return shortLived.sign(Orgs.NONE, scope, resource, clock.instant().plus(life));
    }

    /** As the other, speaking for an org. */
    public String shortLived(UUID orgId, Scope scope, String resource, Duration life) {
        return shortLived.sign(orgId, scope, resource, clock.instant().plus(life));
    }

    /** Whom this text speaks for, or empty where it is no valid token. */
    @Transactional
    public Optional<Identity> identify(String text) {
        if (ShortLived.looksLike(text)) {
            return shortLived.verify(text, clock.instant());
        }
        return TokenText.parse(text).flatMap(this::stored);
    }

    private Optional<Identity> stored(TokenText text) {
        Instant now = clock.instant();
        Optional<Token> found = rows.byKey(text.key()).filter(token -> token.matches(text) && token.usable(now));
        found.filter(token -> token.useIsNews(now)).ifPresent(token -> rows.noteUse(token.id(), now));
        return found.map(Token::identity);
    }

    /** Tokens of an org, oldest first, after the given one. */
    @Transactional
    List<TokenView> list(UUID orgId, Optional<UUID> after, int limit) {
        return rows.ofOrg(orgId, after, limit).stream().map(TokenView::of).toList();
    }

    /** One token of an org. */
    @Transactional
    Optional<TokenView> find(UUID orgId, UUID id) {
        return rows.inOrg(orgId, id).map(TokenView::of);
    }

    /** Ends a token of an org for good. */
    @Transactional
    public void revoke(UUID orgId, UUID id) {
        rows.inOrg(orgId, id)
                .orElseThrow(() -> Fault.of(
                        FaultCode.NOT_FOUND,
                        "Could not find the token '" + id + "'.",
                        "List the tokens that there are with: firn token list"))
                .revoke(clock.instant());
    }

    /** Whether there is any token at all, revoked ones included. */
    @Transactional
    boolean none() {
        return rows.count() == 0;
    }
}
