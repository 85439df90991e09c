package io.firn.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntriesTest {
    private final Entries entries = new Entries(TreeLimits.DEFAULT);

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc", "a//b", "a/../b", "..", "./a", "a/.", ".git/config", "x/.GIT/hooks/y", "a\0b"})
    void pathsThatAreNotPlainAreRefused(String path) {
        assertThatThrownBy(() -> entries.add(file(path)))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("Could not read");
    }

    @Test
    void aNameMayNotBeThereTwice() {
        entries.add(file("a"));
        assertThatThrownBy(() -> entries.add(file("a"))).hasMessageContaining("there twice");
        assertThatThrownBy(() -> entries.add(file("a/b"))).hasMessageContaining("file and a folder at once");
    }

    @Test
    void foldersOfFilesAreAdded() {
        entries.add(file("a/b/c"));
        assertThat(entries.all()).extracting(TreeEntry::path).containsExactly("a", "a/b", "a/b/c");
    }

    @Test
    void theOrderIsThatOfBytes() {
        // U+FF5E sorts before U+1D11E as bytes, and after its surrogates as Java's characters
        entries.add(file("\uD834\uDD1E"));
        entries.add(file("\uFF5E"));
        entries.add(file("B"));
        entries.add(file("a"));
        assertThat(entries.all()).extracting(TreeEntry::path).containsExactly("B", "a", "\uFF5E", "\uD834\uDD1E");
    }

    private static TreeEntry file(String path) {
        return new TreeEntry(path, TreeEntry.Kind.FILE, 1, null);
    }
}
