package io.firn.source;

import io.firn.app.AppSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.function.Consumer;

/** What follows an accepted push: a hint to whoever works, and lines to whoever waits. */
@ApplicationScoped
class PushFollowing implements PushLanding.After {
    private final AppSettings apps;
    private final Event<PushAccepted> accepted;
    private final Instance<PushFeed> feed;

    PushFollowing(AppSettings apps, Event<PushAccepted> accepted, Instance<PushFeed> feed) {
        this.apps = apps;
        this.accepted = accepted;
        this.feed = feed;
    }

    @Override
    public void defaultBranch(UUID appId, String branch) {
        apps.deployFrom(appId, branch);
    }

    @Override
    public void accepted(UUID pushId, UUID appId, Consumer<String> line) {
        accepted.fire(new PushAccepted(pushId, appId));
        try {
            feed.get().follow(pushId, line);
        } catch (UncheckedIOException gone) {
            // nobody listens any more: the run goes on, and can be followed with the firn command
        }
    }
}
