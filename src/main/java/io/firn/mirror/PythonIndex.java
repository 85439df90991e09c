package io.firn.mirror;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.mirror.Resolutions.Resolution;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/**
 * A Python index as pip sees it while it chooses: what the index lists of a package, in the JSON form of the simple API, with files at the
 * recorder's own address, and the metadata of wheels. Files that an index names at other hosts are asked for where the index itself has
 * files, or not at all. Source of the forms: https://packaging.python.org/en/latest/specifications/simple-repository-api/.
 */
@Singleton
final class PythonIndex {
    static final String REGISTRY = "pypi";
    static final String METADATA = ".whl.metadata";
    static final String JSON_FORM = "application/vnd.pypi.simple.v1+json";

    private static final String FORMS =
            JSON_FORM + ", application/vnd.pypi.simple.v1+html; q=0.3, text/html; q=0.2, */*; q=0.1";
    private static final int PAGE = 16 << 20;
    private static final int TEXT = 4 << 20;
    private static final int FILES = 200_000;
    private static final int ADDRESS = 2000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern ASKED = Pattern.compile("simple/([a-z0-9](?:[a-z0-9-]{0,200}[a-z0-9])?)/?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.!+-]{0,250}\\.(?:whl|tar\\.gz|zip)");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern FRAGMENT = Pattern.compile("sha256=([0-9a-f]{64})");

    private final Documents documents;

    PythonIndex(Documents documents) {
        this.documents = documents;
    }

    /**
     * What the index lists of a package; empty where it does not have it, or something else is asked for.
     *
     * @param file below the recorder's address
     * @param recorder its address as pip sees it, ends with a slash
     */
    Optional<byte[]> page(Resolution resolution, String file, String recorder) throws IOException {
        Matcher asked = ASKED.matcher(file);
        if (!asked.matches()) {
            return Optional.empty();
        }
        String path = "simple/" + asked.group(1) + "/";
        Optional<Documents.Document> found = documents.find(resolution.appId(), REGISTRY, path, FORMS);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(listed(
                        asked.group(1),
                        whole(found.get().content(), PAGE, path),
                        found.get().base().uri(),
                        recorder));
    }

    /** What a wheel says of itself, where the index has that apart from the wheel. */
    Optional<byte[]> metadata(Resolution resolution, String file) throws IOException {
        if (!Recorder.plain(resolution, file)) {
            return Optional.empty();
        }
        Optional<InputStream> found = documents.open(resolution.appId(), REGISTRY, file, "*/*");
        return found.isEmpty() ? Optional.empty() : Optional.of(whole(found.get(), TEXT, file));
    }

    /**
     * A page anew: of what it lists, the files that can be asked for below the index's base.
     *
     * @param page JSON or HTML
     * @param base the index's, ends with a slash; its pages lie in {@code simple/}
     */
    static byte[] listed(String name, byte[] page, URI base, String recorder) throws IOException {
        String text = new String(page, StandardCharsets.UTF_8).strip();
        URI at = base.resolve("simple/" + name + "/");
        ObjectNode made = JSON.createObjectNode();
        made.putObject("meta").put("api-version", "1.0");
        made.put("name", name);
        ArrayNode files = made.putArray("files");
        if (text.startsWith("{")) {
            json(text, name).path("files").forEach(file -> add(files, file(file), at, base, recorder));
        } else {
            for (Element link : Jsoup.parse(text).select("a[href]")) {
                add(files, file(link), at, base, recorder);
            }
        }
        return JSON.writeValueAsBytes(made);
    }

    private static JsonNode json(String text, String name) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not read what the index lists of '" + name + "': its JSON is broken.",
                            "Look at the index that firn.mirror.pypi names, or the app's own.")
                    .causedBy(e);
        }
    }

    /** A file of the JSON form, as far as it matters, with the address that the index gives. */
    private static ObjectNode file(JsonNode listed) {
        ObjectNode file = JSON.createObjectNode();
        file.put("url", listed.path("url").asText(""));
        String sum = listed.path("hashes").path("sha256").asText("");
        sum(file, sum);
        if (listed.path("requires-python").isTextual()) {
            file.set("requires-python", listed.path("requires-python"));
        }
        JsonNode yanked = listed.path("yanked");
        if (yanked.isTextual() || yanked.asBoolean(false)) {
            file.set("yanked", yanked);
        }
        JsonNode metadata =
                listed.has("core-metadata") ? listed.path("core-metadata") : listed.path("dist-info-metadata");
        told(file, metadata.path("sha256").asText(""), metadata.asBoolean(false));
        return file;
    }

    /** A link of the HTML form. */
    private static ObjectNode file(Element link) {
        ObjectNode file = JSON.createObjectNode();
        String address = link.attr("href");
        file.put("url", address);
        Matcher sum = FRAGMENT.matcher(address.substring(address.indexOf('#') + 1));
        sum(file, sum.find() ? sum.group(1) : "");
        if (link.hasAttr("data-requires-python")) {
            file.put("requires-python", link.attr("data-requires-python"));
        }
        if (link.hasAttr("data-yanked")) {
            file.put("yanked", link.attr("data-yanked").isEmpty() ? "yes" : link.attr("data-yanked"));
        }
        String metadata = link.hasAttr("data-core-metadata")
                ? link.attr("data-core-metadata")
                : link.attr("data-dist-info-metadata");
        told(file, metadata.replaceFirst("^sha256=", ""), metadata.equals("true"));
        return file;
    }

    /** No other hash is handed on: pip takes its own of the wheel then. */
    private static void sum(ObjectNode file, String hex) {
        ObjectNode hashes = file.putObject("hashes");
        if (SHA256.matcher(hex).matches()) {
            hashes.put("sha256", hex);
        }
    }

    private static void told(ObjectNode file, String hex, boolean there) {
        if (SHA256.matcher(hex).matches()) {
            file.putObject("core-metadata").put("sha256", hex);
        } else if (there) {
            file.put("core-metadata", true);
        }
    }

    private static void add(ArrayNode files, ObjectNode file, URI page, URI base, String recorder) {
        String address = file.path("url").asText();
        Optional<String> path = address.length() > ADDRESS ? Optional.empty() : below(address, page, base);
        if (path.isPresent() && files.size() < FILES) {
            String name = path.get().substring(path.get().lastIndexOf('/') + 1).replaceAll("%2[Bb]", "+");
            if (NAME.matcher(name).matches()) {
                file.put("filename", name);
                file.put("url", recorder + path.get());
                files.add(file);
            }
        }
    }

    /**
     * Where a file lies below the index's base. PyPI's own form names another host whose folder {@code packages} the index answers for,
     * too; files of other hosts have no such place.
     */
    static Optional<String> below(String address, URI page, URI base) {
        try {
            URI found = page.resolve(address.replaceFirst("[?#].*", "")).normalize();
            String plain = found.toString();
            int folder = plain.indexOf("/packages/");
            String path = plain.startsWith(base.toString())
                    ? plain.substring(base.toString().length())
                    : folder < 0 ? "" : plain.substring(folder + 1);
            return ("/" + path.toLowerCase(Locale.ROOT)).matches(".*/(?:\\.|%2e){1,2}(?:/.*)?") || path.isEmpty()
                    ? Optional.empty()
                    : Optional.of(path);
        } catch (IllegalArgumentException broken) {
            return Optional.empty();
        }
    }

    private static byte[] whole(InputStream content, int most, String file) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (content) {
            Sources.copy(
                    content,
                    bytes,
                    most,
                    () -> Fault.of(
                            FaultCode.TOO_LARGE,
                            "Could not hand on '" + file + "' of the index: it is larger than " + most + " bytes.",
                            "Pin the package's wheel by hash."));
        }
        return bytes.toByteArray();
    }
}
