package io.firn.stack;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Rows of distributions: their files in one archive of a few hundred kilobytes each. */
@ApplicationScoped
class DistributionRows {
    private static final long MOST = 256L << 20;

    private final EntityManager database;

    DistributionRows(EntityManager database) {
        this.database = database;
    }

    boolean has(String digest) {
        return !database.createNativeQuery("select 1 from distribution where digest = :digest")
                .setParameter("digest", digest)
                .getResultList()
                .isEmpty();
    }

    Optional<byte[]> find(String digest) {
        List<?> found = database.createNativeQuery("select files from distribution where digest = :digest")
                .setParameter("digest", digest)
                .getResultList();
        return found.stream().map(byte[].class::cast).findFirst();
    }

    void add(String digest, byte[] files) {
        database.createNativeQuery(
                        "insert into distribution (digest, files) values (:digest, :files) on conflict do nothing")
                .setParameter("digest", digest)
                .setParameter("files", files)
                .executeUpdate();
    }

    /** Lets go of those that no app is locked to. */
    void tidy() {
        database.createNativeQuery(
                        "delete from distribution d where not exists (select 1 from app_lock l where l.distribution = d.digest)")
                .executeUpdate();
    }

    static byte[] pack(Tree tree) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (TreeEntry entry : tree.entries()) {
                if (entry.isFile()) {
                    zip.putNextEntry(new ZipEntry(entry.path()));
                    zip.write(Distribution.content(tree, entry.path()));
                    zip.closeEntry();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Tree unpack(byte[] packed) {
        MapTree.Builder files = MapTree.builder();
        long left = MOST;
        try (var zip = new ZipInputStream(new ByteArrayInputStream(packed))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] bytes = zip.readNBytes((int) Math.min(left, Integer.MAX_VALUE - 8));
                left -= bytes.length;
                files.file(entry.getName(), bytes);
            }
        } catch (IOException e) {
            throw Fault.of(FaultCode.CORRUPT, "Could not read an app's buildpacks out of the database.")
                    .causedBy(e);
        }
        return files.build();
    }
}
