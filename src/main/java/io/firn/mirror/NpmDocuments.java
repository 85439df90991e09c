package io.firn.mirror;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the registry npm says of a package: its versions and what each asks for, as of now; the app's own registry is asked first, with its
 * key. Nothing of it is kept, for what was chosen by it stands in a lock file with hashes. Source of the form: the registry's own "package
 * metadata", abbreviated.
 */
@Singleton
final class NpmDocuments {
    static final String REGISTRY = "npm";

    private static final JsonFactory JSON = new JsonFactory();

    private static final Pattern NAME =
            Pattern.compile("(?:@[A-Za-z0-9~_-][A-Za-z0-9._~-]{0,100}/)?[A-Za-z0-9~_-][A-Za-z0-9._~-]{0,200}");
    private static final String ABBREVIATED = "application/vnd.npm.install-v1+json, application/json; q=0.5";

    private static final Pattern ARCHIVE =
            Pattern.compile("https?://[^?#\\s]{1,300}?/(" + NAME + "/-/[^?#\\s]{1,250}\\.tgz)(?:[?#].*)?");

    private final AppRegistries own;
    private final Registries registries;
    private final MirrorSettings settings;
    private final Download download;

    NpmDocuments(AppRegistries own, Registries registries, MirrorSettings settings) {
        this.own = own;
        this.registries = registries;
        this.settings = settings;
        this.download = new Download(settings.timeout());
    }

    /** The document of a package, for an app; empty where there is none of that name. */
    Optional<InputStream> open(UUID appId, String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        if (settings.offline()) {
            throw Fault.of(
                    FaultCode.UNAVAILABLE,
                    "Could not ask the registry npm for '" + name + "': firn.sources.offline is set.",
                    "Commit a lock file, or resolve where there is a network.");
        }
        Optional<Base> base = own.of(appId, REGISTRY);
        if (base.isEmpty()) {
            return open(name);
        }
        IOException refusal = null;
        try {
            Optional<InputStream> document = open(base.get(), name);
            if (document.isPresent()) {
                return document;
            }
        } catch (IOException e) {
            refusal = e; // registries answer for strangers' packages as they like
        }
        Optional<InputStream> document = open(name);
        if (document.isEmpty() && refusal != null) {
            throw AppDiscoveries.refused(REGISTRY, name, String.valueOf(refusal.getMessage()), base.get());
        }
        return document;
    }

    private Optional<InputStream> open(Base base, String name) throws IOException {
        return download.open(base, name.replace("/", "%2f"), ABBREVIATED);
    }

    private Optional<InputStream> open(String name) {
        IOException last = null;
        for (Base base : registries.of(REGISTRY)) {
            try {
                Optional<InputStream> document = open(base, name);
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

    /** Writes a document anew with archives that lie below another address: for managers that get a package's files while they choose. */
    static void moved(InputStream document, String to, OutputStream out) throws IOException {
        try (JsonParser in = JSON.createParser(document);
                JsonGenerator copy = JSON.createGenerator(out)) {
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                Matcher archive = token == JsonToken.VALUE_STRING && "tarball".equals(in.currentName())
                        ? ARCHIVE.matcher(in.getText())
                        : null;
                if (archive != null && archive.matches()) {
                    copy.writeString(to + archive.group(1));
                } else {
                    copy.copyCurrentEvent(in);
                }
            }
        }
    }
}
