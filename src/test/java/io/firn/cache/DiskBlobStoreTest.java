package io.firn.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
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
}
