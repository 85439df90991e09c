package io.firn.db;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Which database Firn keeps its state in. */
@ConfigMapping(prefix = "firn.db")
public interface DbSettings {
    /** {@code embedded}: Firn runs a PostgreSQL of its own; {@code outer}: it uses the one that url, user and password name. */
    @WithDefault("embedded")
    Mode mode();

    /** Folder of the embedded PostgreSQL: binaries, cluster, log, passwords. */
    Path dir();

    /** Folder that unpacked binaries are kept in; installations may share it. By default {@code dir}. */
    Optional<Path> binaries();

    /** Account that the embedded PostgreSQL runs under when Firn is started by root. It must exist and own nothing else of worth. */
    @WithDefault("nobody")
    String osUser();

    /** Leaves the embedded PostgreSQL running when the service is stopped in order. A killed service always leaves it running. */
    @WithDefault("false")
    boolean keepRunning();

    /** JDBC address of an outer PostgreSQL, {@code jdbc:postgresql://host:5432/name}. */
    Optional<String> url();

    /** User of the outer PostgreSQL. */
    Optional<String> user();

    /** Password of the outer PostgreSQL. */
    Optional<String> password();

    /** Where the database runs. */
    enum Mode {
        /** Started and stopped by Firn. */
        EMBEDDED,
        /** Run by somebody else. */
        OUTER
    }
}
