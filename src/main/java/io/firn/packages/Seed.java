package io.firn.packages;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.Nar;
import io.firn.nix.NarDigest;
import io.firn.nix.NarHash;
import io.firn.nix.StorePath;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The program that opens the first package of the package set, as {@code seed.json} pins it.
 *
 * @param schema 1
 * @param release whose lock pins the package
 * @param pkg the package
 * @param member the program's place in it
 * @param hash of a folder that holds {@code bin/busybox} alone, as Nix hashes a path
 * @param path where it lies in the store
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Seed(
        int schema,
        String release,
        @com.fasterxml.jackson.annotation.JsonProperty("package") String pkg,
        String member,
        String hash,
        String path) {
    private static final int LIMIT = 16 << 20;
    private static final String PLACE = "bin/busybox";

    /** Reads a seed.json. */
    public static Seed parse(String json) {
        try {
            return new ObjectMapper().readValue(json, Seed.class);
        } catch (JsonProcessingException e) {
            throw Fault.of(
                            FaultCode.INVALID,
                            "Could not read seed.json: " + e.getOriginalMessage() + ".",
                            "Use the file of the distribution as it is.")
                    .causedBy(e);
        }
    }

    /** Where it lies in the store. */
    public StorePath storePath() {
        return StorePath.parse(path);
    }

    /** The NAR's hash. */
    public NarHash narHash() {
        return NarHash.parse(hash);
    }

    /** The folder that is added to a builder's store, out of the package's file; checked against the pinned hash. */
    public Tree unpack(Path deb) {
        byte[] program;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(deb))) {
            program = program(in);
        } catch (IOException e) {
            throw corrupt("its package cannot be read").causedBy(e);
        }
        Tree tree = MapTree.builder().executable(PLACE, program).build();
        NarDigest digest = Nar.digest(tree);
        if (!digest.hash().equals(narHash())) {
            throw corrupt("it has the hash " + digest.hash().sri() + ", seed.json says " + hash);
        }
        return tree;
    }

    private byte[] program(InputStream deb) throws IOException {
        var ar = new ArArchiveInputStream(deb);
        for (ArArchiveEntry part = ar.getNextEntry(); part != null; part = ar.getNextEntry()) {
            if (part.getName().equals("data.tar.xz")) {
                var tar = new TarArchiveInputStream(new XZCompressorInputStream(ar));
                for (TarArchiveEntry file = tar.getNextEntry(); file != null; file = tar.getNextEntry()) {
                    if (file.isFile()
                            && file.getName().replaceFirst("^\\./", "").equals(member)) {
                        return tar.readNBytes(LIMIT);
                    }
                }
            }
        }
        throw corrupt("its package does not hold '" + member + "'");
    }

    private static Fault corrupt(String why) {
        return Fault.of(
                FaultCode.CORRUPT,
                "Could not unpack the seed: " + why + ".",
                "Use a distribution whose seed.json and package lock belong together.");
    }
}
