package io.firn.tree;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The plain files of a tree in one archive, for a row or an answer; links and modes are not kept. */
public final class ZippedTree {
    private static final int MOST = 256 << 20;

    private ZippedTree() {}

    /** The archive of a tree's plain files, in their order. */
    public static byte[] pack(Tree tree) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (TreeEntry entry : tree.entries()) {
                if (entry.isFile()) {
                    var file = new ZipEntry(entry.path());
                    file.setTime(0);
                    zip.putNextEntry(file);
                    try (InputStream in = tree.open(entry.path())) {
                        in.transferTo(zip);
                    }
                    zip.closeEntry();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The tree of an archive of ours; {@code CORRUPT} where it is none, or holds more than 256 MiB. */
    public static Tree unpack(byte[] packed) {
        MapTree.Builder files = MapTree.builder();
        int left = MOST;
        try (var zip = new ZipInputStream(new ByteArrayInputStream(packed))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] bytes = zip.readNBytes(left);
                left -= bytes.length;
                if (left <= 0) {
                    throw Fault.of(FaultCode.CORRUPT, "Could not unpack buildpacks: they are too large.");
                }
                files.file(entry.getName(), bytes);
            }
        } catch (IOException e) {
            throw Fault.of(FaultCode.CORRUPT, "Could not unpack buildpacks: they are no archive.")
                    .causedBy(e);
        }
        return files.build();
    }
}
