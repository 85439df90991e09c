package io.firn.mirror;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.mirror.Resolutions.Resolution;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The indexes by which Cargo, Go, Composer and Bundler choose versions, as each asks for them: the sparse form of Cargo's registries
 * (https://doc.rust-lang.org/cargo/reference/registry-index.html), Go's proxy protocol (https://go.dev/ref/mod#goproxy-protocol), Composer's
 * repositories (https://getcomposer.org/doc/05-repositories.md) and RubyGems' compact index
 * (https://guides.rubygems.org/rubygems-org-compact-index-api). What they tell is not kept: the lock file that was made of it is.
 */
@Singleton
public final class Indexes {
    private static final Pattern CRATE = Pattern.compile("(?:[12]/[A-Za-z0-9_-]{1,2}|3/[A-Za-z0-9_-]/[A-Za-z0-9_-]{3}"
            + "|[A-Za-z0-9_-]{2}/[A-Za-z0-9_-]{2}/[A-Za-z0-9_-]{4,100})");
    private static final Pattern MODULE = Pattern.compile(
            "[A-Za-z0-9!._~/-]{1,300}/@(?:latest|v/(?:list|[A-Za-z0-9!.+_-]{1,200}\\.(?:info|mod|zip)))");
    private static final Pattern PACKAGE =
            Pattern.compile("p2/[a-z0-9][a-z0-9_.-]{0,100}/[a-z0-9][a-z0-9_.-]{0,100}(?:~dev)?\\.json");
    private static final Pattern GEM = Pattern.compile("versions|names|info/[A-Za-z0-9][A-Za-z0-9_.-]{0,100}");

    private final Documents documents;
    private final MirrorSettings settings;

    Indexes(Documents documents, MirrorSettings settings) {
        this.documents = documents;
        this.settings = settings;
    }

    /** Whether a registry's resolutions are answered here. */
    static boolean has(String registry) {
        return switch (registry) {
            case "crates", "goproxy", "packagist", "rubygems" -> true;
            default -> false;
        };
    }

    /** The registry whose index is asked where files of another are wanted: Cargo's crates lie elsewhere than what is said of them. */
    public static String of(String registry) {
        return registry.equals("crates") ? "crates-index" : registry;
    }

    /** A fault where the index is set neither for the app nor for the installation. */
    public void require(UUID appId, String registry) {
        documents.require(appId, of(registry));
    }

    /**
     * What a tool asks for; empty where there is no such thing.
     *
     * @param file below the recorder's address
     * @param address the recorder's, as the tool sees it; it ends with a slash
     */
    Optional<InputStream> open(Resolution resolution, String file, String address) {
        String registry = resolution.registry();
        return switch (registry + " " + file) {
            case "crates config.json" -> text("{\"dl\": \"" + address + "crates\"}");
            case "packagist packages.json" ->
                text("{\"packages\": [], \"metadata-url\": \"" + address + "p2/%package%.json\"}");
            default ->
                asked(registry, file)
                        ? documents.open(resolution.appId(), of(registry), file, "*/*")
                        : Optional.empty();
        };
    }

    /** Hands an answer on, as far as files may be large. */
    void copy(String file, InputStream from, java.io.OutputStream to) throws IOException {
        Sources.copy(
                from,
                to,
                settings.maxFile(),
                () -> Fault.of(
                        FaultCode.TOO_LARGE,
                        "Could not hand on '" + file + "': it is larger than " + settings.maxFile() + " bytes.",
                        "Raise firn.sources.max-file if that is right."));
    }

    static boolean asked(String registry, String file) {
        Pattern form =
                switch (registry) {
                    case "crates" -> CRATE;
                    case "goproxy" -> MODULE;
                    case "packagist" -> PACKAGE;
                    default -> GEM;
                };
        return file.length() <= 600 && form.matcher(file).matches() && !("/" + file + "/").contains("/../");
    }

    private static Optional<InputStream> text(String content) {
        return Optional.of(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }
}
