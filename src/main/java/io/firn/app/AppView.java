package io.firn.app;

import java.time.Instant;
import java.util.UUID;

/** An app as callers see it. */
record AppView(UUID id, String name, String defaultBranch, AppState state, Instant createdAt) {
    static AppView of(App app) {
        return new AppView(app.id(), app.name().value(), app.defaultBranch(), app.state(), app.createdAt());
    }
}
