package io.firn.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.SigningKey;
import io.firn.nix.StorePath;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes logs and realisations into orgs' caches. The installation's own cache takes none: its logs are those of the farm, and a
 * realisation says what a derivation's output is, which builders must not learn from uploads.
 */
@Singleton
final class TextUploads {
    private static final int LOG_LIMIT = 64 << 20;
    private static final int REALISATION_LIMIT = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Texts texts;
    private final Shelves shelves;
    private final Keys keys;

    TextUploads(Texts texts, Shelves shelves, Keys keys) {
        this.texts = texts;
        this.shelves = shelves;
        this.keys = keys;
    }

    /** Keeps a build log under its derivation's name. */
    void log(OrgCache cache, String derivation, InputStream body, @Nullable String coding) {
        byte[] text = read("the log of '" + derivation + "'", body, coding, LOG_LIMIT);
        texts.put(Optional.of(cache.id()), "log/" + derivation, text);
    }

    /** Keeps a realisation in the layout of Nix up to 2.34: its id is in it, and our keys sign it. */
    void realisation(OrgCache cache, String file, InputStream body, @Nullable String coding) {
        ObjectNode node = object(file, body, coding);
        String id = file.substring(0, file.length() - ".doi".length());
        if (!node.path("id").asText().equals(id)) {
            throw invalid(file, "it is about another output than its name says");
        }
        requirePath(cache, file, node.path("outPath").asText());
        Set<String> signatures = new TreeSet<>();
        node.path("signatures").forEach(signature -> signatures.add(signature.asText()));
        String fingerprint = fingerprint(node);
        for (SigningKey key : keys.signers(Optional.of(cache.id()))) {
            signatures.add(key.sign(fingerprint));
        }
        var list = node.putArray("signatures");
        signatures.forEach(list::add);
        texts.put(Optional.of(cache.id()), "realisations/" + file, bytes(node));
    }

    /** Keeps a realisation in the layout after 2.34, as it came. */
    void trace(OrgCache cache, String file, InputStream body, @Nullable String coding) {
        ObjectNode node = object(file, body, coding);
        requirePath(cache, file, node.path("outPath").asText());
        texts.put(Optional.of(cache.id()), "build-trace-v2/" + file, bytes(node));
    }

    /** What Nix signs: the object without its signatures, keys in order, no spaces. */
    private static String fingerprint(ObjectNode node) {
        var sorted = new TreeMap<String, JsonNode>();
        node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
        sorted.remove("signatures");
        sorted.putIfAbsent("dependentRealisations", JSON.createObjectNode());
        ObjectNode plain = JSON.createObjectNode();
        sorted.forEach(plain::set);
        return plain.toString();
    }

    private void requirePath(OrgCache cache, String file, String outPath) {
        StorePath path;
        try {
            path = outPath.startsWith("/") ? StorePath.parse(outPath) : StorePath.parseBase(outPath);
        } catch (IllegalArgumentException e) {
            throw invalid(file, String.valueOf(e.getMessage()));
        }
        boolean there = shelves.of(Optional.of(cache))
                .byHash(path.hashPart())
                .filter(stored -> stored.info().path().equals(path))
                .isPresent();
        if (!there) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not take the realisation '" + file + "': the cache does not have '" + path + "'.",
                    "Send that path first; nix copy does so by itself.");
        }
    }

    private static ObjectNode object(String file, InputStream body, @Nullable String coding) {
        byte[] text = read("the realisation '" + file + "'", body, coding, REALISATION_LIMIT);
        try {
            if (JSON.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw invalid(file, "it is no JSON");
        }
        throw invalid(file, "it is no JSON object");
    }

    private static byte[] bytes(ObjectNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads a small body to its end. */
    static byte[] read(String what, InputStream body, @Nullable String coding, int limit) {
        try (InputStream plain = Unpacking.byCoding(what, body, coding)) {
            byte[] text = plain.readNBytes(limit + 1);
            if (text.length > limit) {
                throw Fault.of(
                        FaultCode.TOO_LARGE,
                        "Could not take " + what + ": it is larger than " + limit + " bytes.",
                        "Send it with nix copy, or cut it.");
            }
            return text;
        } catch (IOException e) {
            throw Fault.of(FaultCode.INVALID, "Could not read " + what + ": its bytes broke off.", "Send it again.")
                    .causedBy(e);
        }
    }

    private static Fault invalid(String file, String why) {
        return Fault.of(
                FaultCode.INVALID,
                "Could not take the realisation '" + file + "': " + why + ".",
                "Send it with nix copy.");
    }
}
