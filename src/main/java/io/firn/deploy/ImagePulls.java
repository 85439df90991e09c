package io.firn.deploy;

import io.firn.access.Scope;
import io.firn.access.Tokens;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Pull credentials made by this installation: for one repository, for an hour. */
@Singleton
final class ImagePulls implements PullTokens {
    private static final Duration LIFE = Duration.ofHours(1);

    private final Tokens tokens;

    ImagePulls(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public String forRepository(String repository) {
        return tokens.shortLived(Scope.IMAGE_PULL, repository, LIFE);
    }
}
