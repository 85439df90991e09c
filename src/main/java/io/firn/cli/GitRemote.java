package io.firn.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The app that a working folder belongs to, by the remotes of its git repository. */
final class GitRemote {
    private static final Pattern SECTION = Pattern.compile("\\s*\\[\\s*remote\\s+\"([^\"]*)\"\\s*\\]\\s*");
    private static final Pattern URL = Pattern.compile("\\s*url\\s*=\\s*\"?([^\"\\s]+)\"?\\s*");
    private static final Pattern PATH = Pattern.compile("/git/([a-z][a-z0-9-]*)(?:\\.git)?/?");

    private GitRemote() {}

    /** The app of the remote named {@code firn}, else of the only remote that leads to this installation. */
    static Optional<String> app(Path folder, String firnUrl) {
        Map<String, String> apps = new LinkedHashMap<>();
        remotes(folder).forEach((name, url) -> appOf(url, firnUrl).ifPresent(app -> apps.put(name, app)));
        if (apps.containsKey("firn")) {
            return Optional.of(apps.get("firn"));
        }
        return apps.values().stream().distinct().count() == 1
                ? apps.values().stream().findFirst()
                : Optional.empty();
    }

    private static Optional<String> appOf(String url, String firnUrl) {
        try {
            URI remote = URI.create(url);
            URI firn = URI.create(firnUrl);
            Matcher path = PATH.matcher(String.valueOf(remote.getPath()));
            boolean same = remote.getPort() == firn.getPort() && sameHost(remote.getHost(), firn.getHost());
            return same && path.matches() ? Optional.of(path.group(1)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // git@host:path and the like lead elsewhere
        }
    }

    private static boolean sameHost(String one, String other) {
        return one != null && (one.equalsIgnoreCase(other) || (isLocal(one) && isLocal(other)));
    }

    private static boolean isLocal(String host) {
        return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
    }

    private static Map<String, String> remotes(Path folder) {
        Map<String, String> urls = new LinkedHashMap<>();
        String remote = null;
        for (String line : config(folder).lines().toList()) {
            Matcher section = SECTION.matcher(line);
            Matcher url = URL.matcher(line);
            if (section.matches()) {
                remote = section.group(1);
            } else if (line.strip().startsWith("[")) {
                remote = null;
            } else if (remote != null && url.matches()) {
                urls.putIfAbsent(remote, url.group(1));
            }
        }
        return urls;
    }

    private static String config(Path folder) {
        for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
            Path git = at.resolve(".git");
            try {
                if (Files.isDirectory(git)) {
                    return Files.readString(git.resolve("config"));
                }
                if (Files.isRegularFile(git)) { // a worktree or a submodule names its repository
                    Path named = at.resolve(Files.readString(git)
                            .replaceFirst("^gitdir:\\s*", "")
                            .strip());
                    Path common = named.resolve("commondir");
                    Path repository = Files.isRegularFile(common)
                            ? named.resolve(Files.readString(common).strip())
                            : named;
                    return Files.readString(repository.resolve("config"));
                }
            } catch (IOException e) {
                return ""; // an unreadable repository names no remote
            }
        }
        return "";
    }
}
