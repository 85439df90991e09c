package io.firn.mirror;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the registry npm says of a package: its versions and what each asks for ({@link Documents}). Source of the form: the registry's own
 * "package metadata", abbreviated.
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

    private final Documents documents;

    NpmDocuments(Documents documents) {
        this.documents = documents;
    }

    /** The document of a package, for an app; empty where there is none of that name. */
    Optional<InputStream> open(UUID appId, String name) {
        return NAME.matcher(name).matches()
                ? documents.open(appId, REGISTRY, name.replace("/", "%2f"), ABBREVIATED)
                : Optional.empty();
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
