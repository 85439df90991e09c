package io.firn.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.cache.SettlingLog.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskBlobStoreTest extends BlobStoreContract {
    private Path folder;
    private DiskBlobStore store;

    @BeforeEach
    void open(@TempDir Path temporary) {
        folder = temporary;
        store = new DiskBlobStore(folder, UUID::randomUUID);
    }

    @Override
    BlobStore store() {
        return store;
    }

    @Test
    void whatAKilledProcessLeftHalfWrittenIsSweptAtTheNextStart() throws IOException {
        Files.write(folder.resolve("drafts/left-by-a-dead-one"), new byte[1000]);
        new DiskBlobStore(folder, UUID::randomUUID);
        try (var drafts = Files.list(folder.resolve("drafts"))) {
            assertThat(drafts).isEmpty();
        }
    }

    @Test
    void whatIsBeingWrittenIsLeftAloneByAnotherThatOpensTheFolder() throws IOException {
        try (BlobStore.Draft draft = store.begin("nar/written")) {
            draft.stream().write(new byte[1000]);
            new DiskBlobStore(folder, UUID::randomUUID);
            draft.commit();
        }
        assertThat(store.size("nar/written")).hasValue(1000);
    }

    @Test
    void whatTheDiskLostOfSettledBlobsComesBackFromTheirLog() throws IOException {
        SettlingLog.write(
                        folder.resolve("settling/of-a-machine-that-went-down"),
                        List.of(new Entry("nar/lost", bytes("first")), new Entry("nar/emptied", bytes("second"))))
                .close();
        write("nar/emptied", new byte[0]);

        var next = new DiskBlobStore(folder, UUID::randomUUID);

        assertThat(next.open("nar/lost", 0, 100).readAllBytes()).isEqualTo(bytes("first"));
        assertThat(next.open("nar/emptied", 0, 100).readAllBytes()).isEqualTo(bytes("second"));
        assertThat(folder.resolve("settling")).isEmptyDirectory();
    }

    @Test
    void aLogThatWasNeverEndedIsThrownAway() throws IOException {
        Path file = folder.resolve("settling/broken-off");
        SettlingLog.write(file, List.of(new Entry("nar/never", bytes("nobody was told that it is there"))))
                .close();
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 20));
        Files.write(folder.resolve("settling/noise"), new byte[] {0, 3, 'a', 'b', 'c', 127, 0, 0, 0, 1});

        var next = new DiskBlobStore(folder, UUID::randomUUID);

        assertThat(next.size("nar/never")).isEmpty();
        assertThat(folder.resolve("settling")).isEmptyDirectory();
    }

    @Test
    void anotherLifeLeavesTheLogOfALivingOneAlone() throws IOException {
        Path file = folder.resolve("settling/living");
        try (var log = SettlingLog.write(file, List.of(new Entry("nar/mine", bytes("mine"))))) {
            new DiskBlobStore(folder, UUID::randomUUID);
            assertThat(file).exists();
            log.forget();
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void manySmallBlobsAreSettledTogetherAndLeaveNoLogBehind() {
        List<String> keys =
                IntStream.range(0, 50).mapToObj(n -> "nar/small" + n).toList();
        keys.forEach(key -> writeUnsettled(key, bytes(key)));
        store.settle(keys);
        // A blob may be deleted at once; its log must not bring it back.
        keys.forEach(store::delete);

        var next = new DiskBlobStore(folder, UUID::randomUUID);

        assertThat(next.list("nar/")).isEmpty();
        assertThat(folder.resolve("settling")).isEmptyDirectory();
    }

    private void write(String key, byte[] bytes) throws IOException {
        try (BlobStore.Draft draft = store.begin(key)) {
            draft.stream().write(bytes);
            draft.commit();
        }
    }

    private void writeUnsettled(String key, byte[] bytes) {
        try (BlobStore.Draft draft = store.begin(key)) {
            draft.stream().write(bytes);
            draft.commitUnsettled();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
