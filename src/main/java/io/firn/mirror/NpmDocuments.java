package io.firn.mirror;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the registry npm says of a package: its versions and what each asks for, as of now. Nothing of it is kept, for what was chosen by
 * it stands in a lock file with hashes. Source of the form: the registry's own "package metadata", abbreviated.
 */
@Singleton
final class NpmDocuments {
    static final String REGISTRY = "npm";

    private static final Pattern NAME =
            Pattern.compile("(?:@[A-Za-z0-9~_-][A-Za-z0-9._~-]{0,100}/)?[A-Za-z0-9~_-][A-Za-z0-9._~-]{0,200}");
    private static final String ABBREVIATED = "application/vnd.npm.install-v1+json, application/json; q=0.5";

    private final Registries registries;
    private final MirrorSettings settings;
    private final Download download;

    NpmDocuments(Registries registries, MirrorSettings settings) {
        this.registries = registries;
        this.settings = settings;
        this.download = new Download(settings.timeout());
    }

    /** The document of a package; empty where there is none of that name. */
    Optional<InputStream> open(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        if (settings.offline()) {
            throw Fault.of(
                    FaultCode.UNAVAILABLE,
                    "Could not ask the registry npm for '" + name + "': firn.sources.offline is set.",
                    "Commit a lock file, or resolve where there is a network.");
        }
        IOException last = null;
        for (Base base : registries.of(REGISTRY)) {
            try {
                Optional<InputStream> document = download.open(base, name.replace("/", "%2f"), ABBREVIATED);
                if (document.isPresent()) {
                    return document;
                }
            } catch (IOException e) {
                last = e;
            }
        }
        if (last != null) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not ask the registry npm for '" + name + "': " + last.getMessage() + ".",
                            "Try again later, or set firn.mirror.npm to another address.")
                    .causedBy(last);
        }
        return Optional.empty();
    }
}
