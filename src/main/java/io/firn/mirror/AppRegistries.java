package io.firn.mirror;

import io.firn.access.MasterKey;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.fault.FieldFault;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The private registries that apps' owners named, each with a key. A key is sealed in the database, opened only to fetch what the
 * app's lock file names, and goes to that address alone: no builder, flake, store path or log ever has it. Its methods use
 * transactions of their own.
 */
@Singleton
public final class AppRegistries {
    private final DataSource database;
    private final MasterKey masterKey;
    private final MirrorSettings settings;

    AppRegistries(DataSource database, MasterKey masterKey, MirrorSettings settings) {
        this.database = database;
        this.masterKey = masterKey;
        this.settings = settings;
    }

    /**
     * A registry, without its key.
     *
     * @param registry neutral name: npm, crates, pypi …
     * @param url base address
     * @param createdAt when the key was set
     */
    public record Named(String registry, String url, Instant createdAt) {}

    /** The registries of an app. */
    public List<Named> list(UUID appId) {
        String sql = "select registry, base, created_at from app_registry where app_id = ? order by registry";
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, appId);
            try (ResultSet rows = query.executeQuery()) {
                var found = new ArrayList<Named>();
                while (rows.next()) {
                    found.add(new Named(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getTimestamp(3).toInstant()));
                }
                return found;
            }
        } catch (SQLException e) {
            throw SourceRegistry.unavailable(e);
        }
    }

    /**
     * Sets an app's registry of a kind; the key of an earlier one is gone.
     *
     * @param login name for the key; none sends it as a bearer token
     */
    public void set(UUID appId, String registry, String url, @Nullable String login, String key) {
        Base base = checked(url);
        String header = Credentials.header(login == null || login.isEmpty() ? "bearer" : login, key);
        byte[] sealed = masterKey.encrypt(header.getBytes(StandardCharsets.UTF_8), context(appId, registry));
        String sql =
                """
                insert into app_registry (app_id, registry, base, sealed) values (?, ?, ?, ?)
                on conflict (app_id, registry) do update set base = excluded.base, sealed = excluded.sealed,
                created_at = now()
                """;
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setObject(1, appId);
            insert.setString(2, registry);
            insert.setString(3, base.uri().toString());
            insert.setBytes(4, sealed);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw SourceRegistry.unavailable(e);
        }
    }

    /** Forgets an app's registry; whether there was one. */
    public boolean remove(UUID appId, String registry) {
        String sql = "delete from app_registry where app_id = ? and registry = ?";
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setObject(1, appId);
            delete.setString(2, registry);
            return delete.executeUpdate() > 0;
        } catch (SQLException e) {
            throw SourceRegistry.unavailable(e);
        }
    }

    /** Where an app's files of a registry are asked for first, with the key. */
    Optional<Base> of(UUID appId, String registry) {
        String sql = "select base, sealed from app_registry where app_id = ? and registry = ?";
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, appId);
            query.setString(2, registry);
            try (ResultSet rows = query.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                URI uri = URI.create(rows.getString(1));
                requireOutside(uri); // today's answer of the name service counts, not that of the day it was set
                byte[] header = masterKey.decrypt(rows.getBytes(2), context(appId, registry));
                return Optional.of(Base.of(registry, uri, Optional.of(new String(header, StandardCharsets.UTF_8))));
            }
        } catch (SQLException e) {
            throw SourceRegistry.unavailable(e);
        }
    }

    private Base checked(String url) {
        try {
            Base base = Base.of(url);
            if (base.uri().getUserInfo() != null
                    || base.uri().getHost() == null
                    || base.uri().getQuery() != null) {
                throw new IllegalArgumentException("it must be a plain address without a name and a key in it");
            }
            requireOutside(base.uri());
            return base;
        } catch (IllegalArgumentException e) {
            throw Fault.invalid(
                    "Could not set the registry: its address cannot be used.",
                    List.of(new FieldFault("url", String.valueOf(e.getMessage()))));
        }
    }

    /** An app's owner is no operator: the service's own network is nothing to name, unless the operator says so. */
    private void requireOutside(URI uri) {
        String place = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        if (settings.innerRegistries().map(inner -> inner.contains(place)).orElse(false)) {
            return;
        }
        if (PublicAddresses.leadsInside(uri)) {
            throw Fault.of(
                    FaultCode.FORBIDDEN,
                    "Could not use the registry at '" + place + "': it is an inner address, or its name is not known.",
                    "An operator allows it with firn.sources.inner-registries=" + place + ".");
        }
    }

    private static String context(UUID appId, String registry) {
        return "registry " + registry + " of app " + appId;
    }
}
