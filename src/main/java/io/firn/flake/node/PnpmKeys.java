package io.firn.flake.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.flake.LockFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of pnpm's lock files: {@code /name/1.0.0_peer@2.0.0} (form 5), {@code /name@1.0.0(peer@2.0.0)} (form 6),
 * {@code name@1.0.0(peer@2.0.0)} (form 9, where what is asked for stands in {@code snapshots}).
 */
final class PnpmKeys {
    private static final Pattern OLD = Pattern.compile("/?(" + Archives.NAME + ")/([0-9][^/_()]*)(?:_.*)?");
    private static final Pattern NEW = Pattern.compile("/?(" + Archives.NAME + ")@([^()@/:]+)(?:\\(.*)?");

    private final boolean old;
    private final JsonNode packages;
    private final JsonNode snapshots;

    PnpmKeys(JsonNode lock) {
        String version = lock.path("lockfileVersion").asText("");
        this.old = version.startsWith("5");
        if (!version.matches("[569](?:\\..*)?")) {
            throw LockFault.file(
                    PnpmLock.FILE, "its version is " + version + ", and 5, 6 and 9 are known", "Make it with pnpm 10.");
        }
        this.packages = lock.path("packages");
        this.snapshots = lock.path("snapshots");
    }

    /** What is installed: keys with the fields that say what it asks for. */
    Map<String, JsonNode> packages() {
        var all = new TreeMap<String, JsonNode>();
        (snapshots.isMissingNode() ? packages : snapshots)
                .properties()
                .forEach(one -> all.put(one.getKey(), one.getValue()));
        return all;
    }

    LockedPackage read(String key, JsonNode asks) {
        var archives = new Archives(PnpmLock.FILE, key);
        int peers = key.indexOf('(');
        JsonNode about = snapshots.isMissingNode() ? asks : packages.path(peers < 0 ? key : key.substring(0, peers));
        JsonNode resolution = about.path("resolution");
        if (resolution.path("type").asText("").equals("directory")) {
            throw archives.refuse(
                    "it is a copy of a folder of the repository", "Ask for it by \"workspace:\" or \"link:\".");
        }
        String tarball = resolution.path("tarball").asText("");
        if (resolution.has("repo") || resolution.path("type").asText("").equals("git")) {
            archives.refuseForeign("git+" + resolution.path("repo").asText(""));
        }
        Matcher parts = (old ? OLD : NEW).matcher(key.length() > 4000 ? "" : key);
        if (!parts.matches()) {
            archives.refuseForeign(tarball.isEmpty() ? key : tarball);
            throw archives.refuse("its key names no package and version", "Make the lock file again with pnpm.");
        }
        String name = about.path("name").asText(parts.group(1));
        String version = about.path("version").asText(parts.group(2));
        var needs = new TreeMap<String, String>();
        for (String kind : List.of("dependencies", "optionalDependencies")) {
            asks.path(kind).properties().forEach(one -> {
                String asked = one.getValue().asText("");
                if (!asked.startsWith("link:")) {
                    needs.put(one.getKey(), find(one.getKey(), asked));
                }
            });
        }
        return new LockedPackage(
                key,
                name,
                version,
                archives.archive(
                        name, version, tarball, resolution.path("integrity").asText("")),
                null,
                needs,
                new LockedPackage.Platform(
                        texts(about.path("os")),
                        texts(about.path("cpu")),
                        texts(about.path("libc")),
                        asks.path("optional").asBoolean(false)));
    }

    /** The key of what a name and its locked version stand for; an alias says the other name in the version. */
    String find(String name, String version) {
        JsonNode all = snapshots.isMissingNode() ? packages : snapshots;
        for (String key : List.of(
                version, name + "@" + version, "/" + name + "@" + version, "/" + name + "/" + version, "/" + version)) {
            if (all.has(key)) {
                return key;
            }
        }
        new Archives(PnpmLock.FILE, name).refuseForeign(Archives.isVersion(version) ? "" : version);
        throw LockFault.entry(
                PnpmLock.FILE,
                name + "@" + version,
                "it is asked for, and there is no such entry",
                "Run \"pnpm install\" and commit " + PnpmLock.FILE + ".");
    }

    private static List<String> texts(JsonNode node) {
        var values = new ArrayList<String>();
        if (node.isTextual()) {
            values.add(node.asText());
        }
        node.forEach(value -> values.add(value.asText()));
        return values;
    }
}
