package io.firn.cache;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/** A process of its own that collects a cache and is ended at a chosen point: {@code url user password folder side step nth}. */
final class CollectionThatDies {
    static final int KILLED = 137;

    private static final PGSimpleDataSource DATABASE = new PGSimpleDataSource();

    private CollectionThatDies() {}

    public static void main(String... arguments) {
        DATABASE.setUrl(arguments[0]);
        DATABASE.setUser(arguments[1]);
        DATABASE.setPassword(arguments[2]);
        var blobs = new DiskBlobStore(Path.of(arguments[3]), UUID::randomUUID);
        Progress.Side side = Progress.Side.valueOf(arguments[4]);
        CollectionStep step = CollectionStep.valueOf(arguments[5]);
        int[] left = {Integer.parseInt(arguments[6])};
        Progress deadly = (atSide, atStep) -> {
            if (atSide == side && atStep == step && --left[0] == 0) {
                Runtime.getRuntime().halt(KILLED);
            }
        };
        CollectionFixture.collector(DATABASE, blobs, Duration.ofMinutes(30), deadly)
                .run(UUID.randomUUID(), CollectionFixture.NO_FENCE);
    }
}
