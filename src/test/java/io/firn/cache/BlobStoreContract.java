package io.firn.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What every store of blobs must do. */
abstract class BlobStoreContract {
    abstract BlobStore store();

    @Test
    void committedBlobIsThereWhole() throws IOException {
        put("nar/abc", "0123456789");
        assertThat(store().size("nar/abc")).hasValue(10);
        assertThat(read("nar/abc", 0, Long.MAX_VALUE)).isEqualTo("0123456789");
        assertThat(read("nar/abc", 3, 4)).isEqualTo("3456");
        assertThat(read("nar/abc", 8, 100)).isEqualTo("89");
        assertThat(store().list("nar/")).contains("nar/abc");
    }

    @Test
    void nothingIsVisibleBeforeTheCommitAndNothingIsLeftWithoutOne() throws IOException {
        try (BlobStore.Draft draft = store().begin()) {
            draft.stream().write(new byte[100]);
            assertThat(store().list("")).doesNotContain("nar/draft");
        }
        assertThat(store().size("nar/draft")).isEmpty();
    }

    @Test
    void deletedBlobIsGoneAndDeletingAgainIsNoFault() throws IOException {
        put("nar/gone", "x");
        store().delete("nar/gone");
        store().delete("nar/gone");
        assertThat(store().size("nar/gone")).isEmpty();
        assertThatThrownBy(() -> store().open("nar/gone", 0, 1))
                .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.code()).isEqualTo(FaultCode.NOT_FOUND));
    }

    @Test
    void keysCannotLeaveTheStore() {
        for (String key : new String[] {"../x", "nar/../../x", "/etc/passwd", "nar/", "nar//x", "nar/.hidden", "nar"}) {
            assertThatThrownBy(() -> store().size(key)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private void put(String key, String text) throws IOException {
        try (BlobStore.Draft draft = store().begin()) {
            draft.stream().write(text.getBytes(StandardCharsets.UTF_8));
            draft.commit(key);
        }
    }

    private String read(String key, long from, long length) throws IOException {
        try (InputStream in = store().open(key, from, length)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
