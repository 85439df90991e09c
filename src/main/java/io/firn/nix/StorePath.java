package io.firn.nix;

import java.util.regex.Pattern;

/**
 * A Nix store path under {@code /nix/store}: 32 characters of Nix base-32 hash, a dash, a name.
 * Source: Nix manual, "Store Path Specification".
 *
 * @param hashPart 32 characters
 * @param name 1 to 211 characters of {@code [0-9a-zA-Z+._?=-]}
 */
public record StorePath(String hashPart, String name) implements Comparable<StorePath> {
    /** The store's folder; Firn speaks only to stores that live there. */
    public static final String STORE = "/nix/store";

    private static final Pattern HASH = Pattern.compile("[0-9abcdfghijklmnpqrsvwxyz]{32}");
    private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z+_?=-][0-9a-zA-Z+._?=-]{0,210}");

    public StorePath {
        if (!HASH.matcher(hashPart).matches() || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a store path: '" + hashPart + "-" + name + "'");
        }
    }

    /** Reads {@code /nix/store/<hash>-<name>}. */
    public static StorePath parse(String path) {
        if (!path.startsWith(STORE + "/")) {
            throw new IllegalArgumentException("not below " + STORE + ": '" + path + "'");
        }
        return parseBase(path.substring(STORE.length() + 1));
    }

    /** Whether a text can be the hash part of a path. */
    public static boolean isHashPart(String text) {
        return HASH.matcher(text).matches();
    }

    /** Reads {@code <hash>-<name>}. */
    public static StorePath parseBase(String base) {
        if (base.length() < 34 || base.charAt(32) != '-') {
            throw new IllegalArgumentException("not a store path: '" + base + "'");
        }
        return new StorePath(base.substring(0, 32), base.substring(33));
    }

    /** {@code <hash>-<name>}, as narinfo's References and Deriver fields have it. */
    public String base() {
        return hashPart + "-" + name;
    }

    @Override
    public int compareTo(StorePath other) {
        return base().compareTo(other.base());
    }

    /** The absolute path. */
    @Override
    public String toString() {
        return STORE + "/" + base();
    }
}
