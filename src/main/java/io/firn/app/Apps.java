package io.firn.app;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.exception.ConstraintViolationException;

/** The apps of the installation. An app of another org is as good as none: it is not found. */
@ApplicationScoped
public class Apps {
    private final AppRows rows;
    private final Clock clock;
    private final Supplier<UUID> ids;

    Apps(AppRows rows, Clock clock, Supplier<UUID> ids) {
        this.rows = rows;
        this.clock = clock;
        this.ids = ids;
    }

    /** Makes an app; a conflict where the name is taken, by whomever. */
    @Transactional
    public App create(UUID orgId, AppName name) {
        refuseTaken(name);
        var app = new App(ids.get(), orgId, name, clock.instant());
        rows.persist(app);
        flush(name);
        return app;
    }

    /** The org's app of that name. */
    @Transactional
    public Optional<App> find(UUID orgId, AppName name) {
        return rows.named(orgId, name);
    }

    /** The app with that id, whoever owns it: for work that was already allowed. */
    @Transactional
    public Optional<App> find(UUID appId) {
        return rows.findByIdOptional(appId);
    }

    /** The org's app of that name, or a {@code NOT_FOUND} fault. */
    @Transactional
    public App require(UUID orgId, AppName name) {
        return rows.named(orgId, name).orElseThrow(() -> notFound(name.value()));
    }

    /** The same, from the text of a path; a text that cannot be a name is not found either. */
    @Transactional
    public App require(UUID orgId, String name) {
        try {
            return require(orgId, new AppName(name));
        } catch (IllegalArgumentException e) {
            throw notFound(name);
        }
    }

    /** Apps of the org by name, after the given one. */
    @Transactional
    public List<App> list(UUID orgId, String after, int limit) {
        return rows.ofOrg(orgId, after, limit);
    }

    /** Gives an app another name. */
    @Transactional
    public App rename(UUID orgId, AppName from, AppName to) {
        App app = require(orgId, from);
        if (!from.equals(to)) {
            refuseTaken(to);
            app.rename(to);
            flush(to);
        }
        return app;
    }

    /** Marks an app as being deleted; who knows what it has removes that, then calls {@link #forget}. */
    @Transactional
    public App delete(UUID orgId, AppName name) {
        App app = require(orgId, name);
        app.delete();
        return app;
    }

    /** Apps that are being deleted. */
    @Transactional
    public List<App> deleting() {
        return rows.list("state", AppState.DELETING);
    }

    /** Removes the row of an app that has nothing left. */
    @Transactional
    public void forget(UUID appId) {
        rows.deleteById(appId);
    }

    private void refuseTaken(AppName name) {
        if (rows.nameIsTaken(name)) {
            throw taken(name);
        }
    }

    private void flush(AppName name) {
        try {
            rows.flush();
        } catch (ConstraintViolationException e) {
            throw taken(name);
        }
    }

    private static Fault taken(AppName name) {
        return Fault.of(
                FaultCode.CONFLICT,
                "Could not use the name '" + name + "': it is taken.",
                "Choose another name; names are unique in an installation.");
    }

    private static Fault notFound(String name) {
        String shown = name.length() <= 60 ? name : name.substring(0, 60) + "…";
        return Fault.of(
                FaultCode.NOT_FOUND,
                "Could not find the app '" + shown + "'.",
                "List the apps that there are with: firn apps list. Make a new one with: firn apps create NAME");
    }
}
