package io.firn.flake;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes of files of a repository, read as a stream. */
public final class FileDigest {
    private FileDigest() {}

    /** SHA-256 in hexadecimal digits. */
    public static String sha256(Tree tree, String path) {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(tree.open(path), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw Fault.of(FaultCode.UNAVAILABLE, "Could not read \"" + path + "\" of the repository.")
                    .causedBy(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
