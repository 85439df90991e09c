package io.firn.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
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
        try (BlobStore.Draft draft = store().begin("nar/draft")) {
            draft.stream().write(new byte[100]);
            assertThat(store().list("")).doesNotContain("nar/draft");
        }
        assertThat(store().size("nar/draft")).isEmpty();
    }

    @Test
    void largeBlobComesBackByteForByteAndInParts() throws IOException {
        byte[] large = new byte[(12 << 20) + 4321];
        new Random(7).nextBytes(large);
        try (BlobStore.Draft draft = store().begin("nar/large")) {
            draft.stream().write(large, 0, 1000);
            draft.stream().write(large, 1000, large.length - 1000);
            assertThat(store().size("nar/large")).isEmpty();
            draft.commit();
        }
        assertThat(store().size("nar/large")).hasValue(large.length);
        try (InputStream in = store().open("nar/large", 0, Long.MAX_VALUE)) {
            assertThat(Arrays.mismatch(in.readAllBytes(), large)).isEqualTo(-1);
        }
        int from = (5 << 20) - 3;
        try (InputStream in = store().open("nar/large", from, 1 << 20)) {
            assertThat(Arrays.equals(in.readAllBytes(), Arrays.copyOfRange(large, from, from + (1 << 20))))
                    .isTrue();
        }
    }

    @Test
    void largeBlobThatIsGivenUpLeavesNothing() throws IOException {
        try (BlobStore.Draft draft = store().begin("nar/dropped")) {
            draft.stream().write(new byte[12 << 20]);
        }
        assertThat(store().size("nar/dropped")).isEmpty();
        assertThat(store().list("nar/")).doesNotContain("nar/dropped");
    }

    @Test
    void emptyBlobAndOneThatIsReadPastItsEndGiveNoBytes() throws IOException {
        put("nar/empty", "");
        assertThat(read("nar/empty", 0, Long.MAX_VALUE)).isEmpty();
        put("nar/short", "abc");
        assertThat(read("nar/short", 3, 10)).isEmpty();
        assertThat(read("nar/short", 9, 10)).isEmpty();
    }

    @Test
    void aKeyThatIsTakenKeepsItsFirstBlob() throws IOException {
        put("nar/taken", "first");
        assertThatThrownBy(() -> put("nar/taken", "second"))
                .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.code()).isEqualTo(FaultCode.CONFLICT));
        assertThat(read("nar/taken", 0, Long.MAX_VALUE)).isEqualTo("first");
    }

    @Test
    void aReaderThatStopsEarlyHoldsNothingUp() throws IOException {
        byte[] large = new byte[6 << 20];
        try (BlobStore.Draft draft = store().begin("nar/halfread")) {
            draft.stream().write(large);
            draft.commit();
        }
        for (int n = 0; n < 20; n++) {
            try (InputStream in = store().open("nar/halfread", 0, Long.MAX_VALUE)) {
                assertThat(in.readNBytes(10)).hasSize(10);
            }
        }
    }

    @Test
    void listingNamesWhatBeginsWithThePrefix() throws IOException {
        for (int n = 0; n < 12; n++) {
            put("list/a" + n, "x");
        }
        assertThat(store().list("list/")).hasSize(12).isSorted();
        assertThat(store().list("list/a1")).containsExactly("list/a1", "list/a10", "list/a11");
        assertThat(store().list("nothing/")).isEmpty();
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
        try (BlobStore.Draft draft = store().begin(key)) {
            draft.stream().write(text.getBytes(StandardCharsets.UTF_8));
            draft.commit();
        }
    }

    private String read(String key, long from, long length) throws IOException {
        try (InputStream in = store().open(key, from, length)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
