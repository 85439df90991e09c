package io.firn.db;

import java.util.Map;

/**
 * How to reach a running database.
 *
 * @param url JDBC address
 * @param user role of the service
 * @param password its password
 */
public record Database(String url, String user, String password) {
    /** The same as settings of the datasource. */
    public Map<String, String> asSettings() {
        return Map.of(
                "quarkus.datasource.jdbc.url", url,
                "quarkus.datasource.username", user,
                "quarkus.datasource.password", password);
    }

    @Override
    public String toString() {
        return user + "@" + url;
    }
}
