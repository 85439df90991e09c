package io.firn.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.cache.CacheFixture.TestPath;
import io.firn.exec.Command;
import io.firn.exec.LocalExecutor;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.lab.OneAtATime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk is full while a NAR is written: a small tmpfs as the store. */
@OneAtATime
class DiskFullIT {
    private final LocalExecutor here = new LocalExecutor();

    @Test
    void fullDiskIsToldAndLeavesNothingAndTheSameIngestEndsWellAfterwards(@TempDir Path folder) throws IOException {
        String place = folder.toString();
        boolean mounted = here.run(Command.of("mount", "-t", "tmpfs", "-o", "size=4m", "firn-test", place))
                .ok();
        Assumptions.assumeTrue(mounted, "skipped: mounting a tmpfs needs root");
        try (var fixture = new CacheFixture()) {
            Cache cache = fixture.cache(folder);
            Path ballast = folder.resolve("ballast");
            Files.write(ballast, new byte[3 << 20]);
            TestPath library = CacheFixture.path("library", "small");
            TestPath app = CacheFixture.path("app", incompressible(2 << 20), library.path());
            try (Ingest ingest = cache.begin()) {
                ingest.add(library.info(), library.stream());
                assertThatThrownBy(() -> ingest.add(app.info(), app.stream()))
                        .isInstanceOfSatisfying(Fault.class, fault -> {
                            assertThat(fault.code()).isEqualTo(FaultCode.NO_CAPACITY);
                            assertThat(fault.sentence()).contains("no space is left", "Make room there");
                        });
            }
            assertThat(cache.valid(library.path())).isFalse();
            assertThat(cache.valid(app.path())).isFalse();
            assertThat(cache.blobs().list("")).isEmpty();
            try (var drafts = Files.list(folder.resolve("drafts"))) {
                assertThat(drafts).isEmpty();
            }

            Files.delete(ballast);
            try (Ingest again = cache.begin()) {
                again.add(library.info(), library.stream());
                again.add(app.info(), app.stream());
                again.commit(app.path());
            }
            assertThat(cache.valid(app.path())).isTrue();
        } finally {
            here.run(Command.of("umount", place));
        }
    }

    private static String incompressible(int size) {
        byte[] bytes = new byte[size];
        new Random(3).nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
