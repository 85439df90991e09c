package io.firn.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Rows of images and layers. Each method is a transaction of its own. */
final class ImageRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One SQL step. */
    @FunctionalInterface
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private final DataSource database;

    ImageRows(DataSource database) {
        this.database = database;
    }

    /** The image that was made of a root before, by this version of the writer. */
    Optional<ImageReference> made(String repo, String root) {
        return one(
                "select repo, digest from image where repo = ? and root = ? and version = ?",
                row -> new ImageReference(row.getString(1), row.getString(2)),
                repo,
                root,
                LayerWriter.VERSION);
    }

    Optional<byte[]> manifest(String repo, String digest) {
        return one("select manifest from image where repo = ? and digest = ?", row -> row.getBytes(1), repo, digest);
    }

    /** The newest image of a repository. */
    Optional<ImageReference> newest(String repo) {
        return one(
                "select repo, digest from image where repo = ? order by created_at desc, digest limit 1",
                row -> new ImageReference(row.getString(1), row.getString(2)),
                repo);
    }

    Optional<byte[]> config(String repo, String digest) {
        return one(
                "select config from image where repo = ? and config_digest = ? limit 1",
                row -> row.getBytes(1),
                repo,
                digest);
    }

    /** A layer, where an image of that repository has it. */
    Optional<Layer> layerOf(String repo, String digest) {
        return one(
                """
                select l.digest, l.size, l.content from image_layer l where l.digest = ?
                and exists (select 1 from image_content c where c.layer = l.digest and c.repo = ?)
                """,
                ImageRows::layer,
                digest,
                repo);
    }

    List<Layer> layers(ImageReference image) {
        return run(connection -> query(
                connection,
                """
                select l.digest, l.size, l.content from image_content c join image_layer l on l.digest = c.layer
                where c.repo = ? and c.digest = ? order by c.ordinal
                """,
                ImageRows::layer,
                image.repo(),
                image.digest()));
    }

    /** A layer that was made from this content before, by this version of the writer. */
    Optional<Layer> layer(LayerContent content) {
        return one(
                "select digest, size, content from image_layer where version = ? and content = ?",
                ImageRows::layer,
                LayerWriter.VERSION,
                text(content));
    }

    /** Bytes of the layers of one image that another does not have. */
    long newBytes(ImageReference image, ImageReference other) {
        return one(
                        """
                        select coalesce(sum(l.size), 0) from image_content c join image_layer l on l.digest = c.layer
                        where c.repo = ? and c.digest = ?
                        and not exists (select 1 from image_content o where o.repo = ? and o.digest = ? and o.layer = c.layer)
                        """,
                        row -> row.getLong(1),
                        image.repo(),
                        image.digest(),
                        other.repo(),
                        other.digest())
                .orElse(0L);
    }

    void keep(Layer layer) {
        run(connection -> update(
                connection,
                "insert into image_layer (digest, version, content, size) values (?, ?, ?, ?) on conflict do nothing",
                layer.digest(),
                LayerWriter.VERSION,
                text(layer.content()),
                layer.size()));
    }

    void keep(Image image, UUID appId, String root) {
        run(connection -> {
            String repo = image.reference().repo();
            String digest = image.reference().digest();
            int inserted = update(
                    connection,
                    """
                    insert into image (repo, digest, app_id, root, version, manifest, config_digest, config)
                    values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                    """,
                    repo,
                    digest,
                    appId,
                    root,
                    LayerWriter.VERSION,
                    image.manifest(),
                    image.configDigest(),
                    image.config());
            for (int n = 0; inserted == 1 && n < image.layers().size(); n++) {
                update(
                        connection,
                        "insert into image_content (repo, digest, layer, ordinal) values (?, ?, ?, ?)",
                        repo,
                        digest,
                        image.layers().get(n).digest(),
                        n);
            }
            return inserted;
        });
    }

    private static Layer layer(ResultSet row) throws SQLException {
        try {
            return new Layer(
                    row.getString("digest"),
                    row.getLong("size"),
                    JSON.readValue(row.getString("content"), LayerContent.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a layer's row cannot be read", e);
        }
    }

    private static String text(LayerContent content) {
        try {
            return JSON.writerFor(LayerContent.class).writeValueAsString(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads one row. */
    @FunctionalInterface
    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> Optional<T> one(String sql, Reader<T> reader, Object... arguments) {
        return run(
                connection -> query(connection, sql, reader, arguments).stream().findFirst());
    }

    private static <T> List<T> query(Connection connection, String sql, Reader<T> reader, Object... arguments)
            throws SQLException {
        try (var query = connection.prepareStatement(sql)) {
            for (int n = 0; n < arguments.length; n++) {
                query.setObject(n + 1, arguments[n]);
            }
            try (ResultSet rows = query.executeQuery()) {
                var found = new ArrayList<T>();
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
                return found;
            }
        }
    }

    private static int update(Connection connection, String sql, Object... arguments) throws SQLException {
        try (var update = connection.prepareStatement(sql)) {
            for (int n = 0; n < arguments.length; n++) {
                update.setObject(n + 1, arguments[n]);
            }
            return update.executeUpdate();
        }
    }

    private <T> T run(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not look into the tables of images: " + e.getMessage() + ".",
                            "Look at the database, then try again.")
                    .causedBy(e);
        }
    }
}
