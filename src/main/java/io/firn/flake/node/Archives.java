package io.firn.flake.node;

import io.firn.detect.Texts;
import io.firn.flake.LockFault;
import io.firn.flake.Sri;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the bytes of an entry come from: an address of a registry and a hash, checked; anything else is refused by name. */
final class Archives {
    static final String NAME = "(?:@[A-Za-z0-9~_-][A-Za-z0-9._~-]{0,100}/)?[A-Za-z0-9~_-][A-Za-z0-9._~-]{0,200}";
    private static final Pattern PLAIN_NAME = Pattern.compile(NAME);
    private static final Pattern VERSION = Pattern.compile("[0-9][0-9A-Za-z.+_-]{0,200}");
    private static final Pattern ADDRESS = Pattern.compile(
            "https?://[^?#\\s]{1,300}?/(" + NAME + ")/-/(?:@[^/]{1,100}/)?([A-Za-z0-9._~+-]{1,250}\\.tgz)(?:[?#].*)?");
    private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");

    private final String lock;
    private final String entry;

    Archives(String lock, String entry) {
        this.lock = lock;
        this.entry = entry;
    }

    /** The archive of a package by its address, or by its name and version where the lock file gives no address. */
    LockedPackage.Archive archive(String name, String version, String resolved, String integrity) {
        requirePlain(name, version);
        refuseForeign(resolved);
        return new LockedPackage.Archive("npm", file(name, version, resolved), hash(integrity, resolved));
    }

    void requirePlain(String name, String version) {
        if (!PLAIN_NAME.matcher(name).matches() || !isVersion(version)) {
            throw refuse(
                    "it has no plain name and version (\"" + Texts.shown(name) + "\", \"" + Texts.shown(version)
                            + "\")",
                    "Make the lock file again.");
        }
    }

    static boolean isVersion(String version) {
        return VERSION.matcher(version).matches();
    }

    String file(String name, String version, String resolved) {
        return resolved.isEmpty() ? derived(name, version) : fromAddress(resolved);
    }

    /** Repositories of git and archives on the machine of a developer have no hash, or nobody else has them. */
    void refuseForeign(String address) {
        String plain = address.toLowerCase(Locale.ROOT);
        if (plain.startsWith("git")
                || plain.startsWith("ssh:")
                || plain.contains("codeload.")
                || plain.contains(".git#")
                || plain.matches("[\\w.-]+/[\\w.-]+(?:#.*)?")) {
            throw refuse(
                    "it comes from a git repository (\"" + Texts.shown(address) + "\"), which has no hash to check",
                    "Use a version that is published in the registry.");
        }
        if (plain.startsWith("file:")) {
            throw refuse(
                    "it is an archive of this repository (\"" + Texts.shown(address) + "\"), which is not unpacked",
                    "Publish the package, or keep it as a folder.");
        }
        if (!plain.isEmpty() && !plain.startsWith("https://") && !plain.startsWith("http://")) {
            throw refuse(
                    "its address \"" + Texts.shown(address) + "\" is none of a registry", "Make the lock file again.");
        }
    }

    private String fromAddress(String address) {
        Matcher matcher = ADDRESS.matcher(address.replace("%2f", "/").replace("%2F", "/"));
        if (address.length() > 1000 || !matcher.matches()) {
            throw refuse(
                    "it is an archive at an address of its own (\"" + Texts.shown(address) + "\"), not a registry's",
                    "Use a version that is published in the registry.");
        }
        return matcher.group(1) + "/-/" + matcher.group(2);
    }

    private static String derived(String name, String version) {
        String base = name.substring(name.lastIndexOf('/') + 1);
        return name + "/-/" + base + "-" + version.replaceFirst("\\+.*", "") + ".tgz";
    }

    /** The integrity; in old lock files of Yarn, the SHA-1 behind the address's hash sign. */
    private String hash(String integrity, String resolved) {
        if (integrity.isEmpty()) {
            int sign = resolved.lastIndexOf('#');
            String fragment = sign < 0 ? "" : resolved.substring(sign + 1);
            if (SHA1.matcher(fragment).matches()) {
                return "sha1-"
                        + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(fragment));
            }
            throw refuse(
                    "it has no integrity hash",
                    "Delete node_modules and the lock file, install anew and commit the new lock file.");
        }
        Optional<String> strongest = Sri.strongest(integrity);
        return strongest.orElseThrow(() -> refuse(
                "its integrity \"" + Texts.shown(integrity) + "\" is no sha512, sha256 or sha1 hash",
                "Delete node_modules and the lock file, install anew and commit the new lock file."));
    }

    RuntimeException refuse(String reason, String hint) {
        return LockFault.entry(lock, entry, reason, hint);
    }
}
