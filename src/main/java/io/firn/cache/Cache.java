package io.firn.cache;

import com.github.luben.zstd.ZstdInputStream;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.NarHash;
import io.firn.nix.NarReader;
import io.firn.nix.PathInfo;
import io.firn.nix.SigningKey;
import io.firn.nix.StorePath;
import io.firn.nix.VerifyingKey;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The binary cache: store paths with their NARs, whole closures only, signed. Its methods use transactions of their own: do
 * not call them from within one.
 */
@Singleton
public final class Cache implements ClosureIndex {
    private static final Duration OLD_PENDING = Duration.ofDays(1);

    private final BlobStore blobs;
    private final Supplier<List<SigningKey>> farmKeys;
    private final Supplier<UUID> ids;
    private final NarIntake intake;
    private final String owner;
    private final PathRows rows;
    private final PathCommit commit;
    private final PendingRows pending;
    private final Roots roots;
    private final Uses uses;
    private final DebugIndex debug;
    private final CacheTraffic traffic;

    Cache(
            DataSource database,
            BlobStore blobs,
            Supplier<List<SigningKey>> farmKeys,
            Supplier<UUID> ids,
            CacheSettings settings,
            CacheTraffic traffic) {
        var transactions = new Transactions(database);
        this.blobs = blobs;
        this.farmKeys = farmKeys;
        this.ids = ids;
        this.intake = new NarIntake(settings.zstdLevel());
        this.owner = settings.keyName();
        this.rows = new PathRows(transactions);
        this.commit = new PathCommit(transactions);
        this.pending = new PendingRows(transactions);
        this.roots = new Roots(transactions);
        this.uses = new Uses(transactions);
        this.debug = new DebugIndex(database);
        this.traffic = traffic;
    }

    /** Whether the cache has a path, with all that it refers to. What is said to be there is not collected for a while. */
    public boolean valid(StorePath path) {
        Set<StorePath> found = rows.valid(List.of(path));
        uses.touch(found);
        return found.contains(path);
    }

    @Override
    public Set<StorePath> missing(Collection<StorePath> paths) {
        Set<StorePath> missing = new LinkedHashSet<>(paths);
        Set<StorePath> found = rows.valid(missing);
        uses.touch(found);
        missing.removeAll(found);
        return missing;
    }

    /** Starts taking a closure in. */
    public Ingest begin() {
        return new Ingest(this, intake);
    }

    /** What the cache knows of a path. */
    public Optional<PathInfo> find(StorePath path) {
        return stored(path).map(StoredPath::info);
    }

    /** A path and all that it refers to, references before what refers to them; {@code NOT_FOUND} where it is not valid. */
    public List<PathInfo> closure(StorePath root) {
        return manifest(List.of(root)).stream().map(StoredPath::info).toList();
    }

    /** All that the roots refer to, themselves included, each once and after its references; absent roots are a fault. */
    List<StoredPath> manifest(Collection<StorePath> roots) {
        roots.stream().filter(root -> !valid(root)).findFirst().ifPresent(root -> {
            throw absent(root);
        });
        return References.first(
                rows.closure(roots.stream().map(StorePath::hashPart).toList()), StoredPath::info);
    }

    /** Writes a packed NAR behind a line with its hash part and length; a store that sends less breaks the answer off. */
    void bundle(StoredPath path, OutputStream out) throws IOException {
        long size = path.file().size();
        out.write((path.info().path().hashPart() + " " + size + "\n").getBytes(StandardCharsets.US_ASCII));
        try (InputStream in = blobs.open(path.blob(), 0, size)) {
            if (in.transferTo(out) != size) {
                throw new IOException("the blob of " + path.info().path() + " is shorter than it was");
            }
        }
    }

    /** Opens a path's NAR, unpacked. */
    public InputStream nar(StorePath path) {
        return unpacked(stored(path).orElseThrow(() -> absent(path)));
    }

    /** Opens the NAR of a path of any cache, unpacked. */
    InputStream unpacked(StoredPath stored) {
        StorePath path = stored.info().path();
        try {
            return new ZstdInputStream(blobs.open(stored.blob(), 0, Long.MAX_VALUE));
        } catch (IOException e) {
            throw DiskFaults.of("read the NAR of '" + path + "'", e);
        }
    }

    /** A regular file of a path, of at most 16 MiB, by its place in it; {@code NOT_FOUND} where there is none. */
    public InputStream file(StorePath path, String inner) {
        try (InputStream nar = nar(path)) {
            var wanted = new OneFile(inner);
            NarReader.read(nar, wanted);
            return new ByteArrayInputStream(wanted.content()
                    .orElseThrow(() -> Fault.of(
                            FaultCode.NOT_FOUND,
                            "Could not find the file '" + inner + "' in '" + path + "'.",
                            "Look at what the build puts into its output.")));
        } catch (IOException e) {
            throw DiskFaults.of("read the NAR of '" + path + "'", e);
        }
    }

    /** Keeps a path, with all that it refers to, under a name; the name is moved where it exists. */
    public void pin(Root root, StorePath path) {
        if (!roots.pin(root, path)) {
            throw absent(path);
        }
    }

    /** The same for the installation itself, for good. */
    public void pin(String rootName, StorePath path) {
        pin(Root.ofInstallation(rootName), path);
    }

    /** Gives a name up; what no other name keeps is collected later. */
    public void unpin(String rootName) {
        roots.unpin(rootName);
    }

    /** What clients check the cache's signatures with; the oldest key that signs now. */
    public VerifyingKey publicKey() {
        return farmKeys.get().getFirst().publicKey();
    }

    /** Deletes what earlier lives of this installation left half done. Run once at start. */
    void sweep() {
        discard(pending.leftOver(owner, OLD_PENDING));
        blobs.sweep(OLD_PENDING);
    }

    Optional<StoredPath> stored(StorePath path) {
        return byHash(path.hashPart()).filter(stored -> stored.info().path().equals(path));
    }

    Optional<StoredPath> byHash(String hashPart) {
        return rows.byHash(hashPart);
    }

    /** The path that is kept in a blob, broken or not. */
    Optional<StoredPath> byBlob(String blob) {
        return rows.byBlob(blob);
    }

    Optional<StoredPath> byFile(NarHash file) {
        return rows.byFile(file);
    }

    CacheTraffic traffic() {
        return traffic;
    }

    PendingRows pending() {
        return pending;
    }

    BlobStore blobs() {
        return blobs;
    }

    /** One signature of each key that signs what the farm built. */
    List<String> signatures(PathInfo info) {
        String fingerprint = info.fingerprint();
        return farmKeys.get().stream().map(key -> key.sign(fingerprint)).toList();
    }

    /** A key for a blob, noted before there is a blob. */
    String newBlob(NarHash nar) {
        String blob = blobName(nar);
        pending.announce(List.of(blob), owner);
        return blob;
    }

    /** Keys for the blobs of several paths, noted together. */
    Map<StorePath, String> newBlobs(Collection<PathInfo> infos) {
        Map<StorePath, String> named = new HashMap<>();
        infos.forEach(info -> named.put(info.path(), blobName(info.narHash())));
        pending.announce(named.values(), owner);
        return named;
    }

    private String blobName(NarHash nar) {
        return "nar/" + nar.base32().substring("sha256:".length()) + "-"
                + ids.get().toString().substring(24) + ".zst";
    }

    /** A key for a blob below a folder of the store ({@code remote/}), noted before there is a blob. */
    String announce(String folder) {
        String blob = folder + ids.get() + ".zst";
        pending.announce(List.of(blob), owner);
        return blob;
    }

    NarIntake intake() {
        return intake;
    }

    /** A key for a blob that a client puts under a name. */
    String newPutBlob(UUID orgId, String putName) {
        String blob = "nar/put-" + ids.get() + ".zst";
        pending.announcePut(blob, owner, orgId, putName);
        return blob;
    }

    /** As the other, below a folder of the store ({@code org/}). */
    String newPutBlob(String folder, UUID orgId, String putName) {
        String blob = folder + ids.get() + ".zst";
        pending.announcePut(blob, owner, orgId, putName);
        return blob;
    }

    void holdsDebugFiles(StorePath path, List<String> members) {
        debug.add(Optional.empty(), path.hashPart(), members);
    }

    Set<String> commit(Collection<StoredPath> paths) {
        return commit.commit(paths);
    }

    /** The bytes go first: a row without bytes is found again, bytes without a row are not. */
    void discard(Collection<String> keys) {
        if (!keys.isEmpty()) {
            keys.forEach(blobs::delete);
            pending.forget(keys);
        }
    }

    static Fault absent(StorePath path) {
        return Fault.of(
                FaultCode.NOT_FOUND,
                "Could not find '" + path + "' in the cache.",
                "Deploy again: what is missing is built and sent anew.");
    }
}
