package io.firn.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.farm.Provenance;
import io.firn.nix.Derivation;
import io.firn.nix.StorePath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What is remembered of a build, so that the next can be compared with it.
 *
 * @param commit what was built
 * @param tree its tree
 * @param lock digest of what the lock files say; empty where there are none
 * @param steps what it stands on and its builder had, fetches aside
 * @param fetched how many files were fetched from registries for it
 * @param files how many it needs of them
 */
record BuildRecord(String commit, String tree, String lock, List<Step> steps, int fetched, int files) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST = 256 << 20;
    /** Seconds by which the two clocks may differ after they were compared. */
    private static final int SLACK = 1;

    BuildRecord {
        steps = List.copyOf(steps);
    }

    /** How a path came to be on the builder. */
    enum How {
        BUILT,
        SUBSTITUTED,
        REUSED
    }

    /**
     * One derivation.
     *
     * @param out base name of its output
     * @param inputs base names of what it is made from
     * @param sources base names of the files that it is made from
     * @param fetches how many files of registries it is made from
     * @param data digests of its attributes
     */
    record Step(
            String name,
            String out,
            How how,
            SortedSet<String> inputs,
            SortedSet<String> sources,
            int fetches,
            SortedMap<String, String> data) {
        Step {
            inputs = Collections.unmodifiableSortedSet(new TreeSet<>(inputs));
            sources = Collections.unmodifiableSortedSet(new TreeSet<>(sources));
            data = Collections.unmodifiableSortedMap(new TreeMap<>(data));
        }
    }

    /**
     * What a builder tells after a build.
     *
     * @param begun when the build began, by our clock
     * @param now our clock when the builder was asked
     */
    static BuildRecord of(String commit, String tree, String lock, Provenance told, Instant begun, Instant now) {
        Instant since = told.clock()
                .minusSeconds(now.getEpochSecond() - begun.getEpochSecond())
                .minusSeconds(SLACK);
        var fixed = new HashSet<StorePath>();
        told.derivations().stream()
                .filter(Derivation::fixed)
                .forEach(derivation -> derivation.out().ifPresent(fixed::add));
        var steps = new ArrayList<Step>();
        int fetched = 0;
        int files = 0;
        for (Derivation derivation : told.derivations()) {
            Optional<Provenance.Held> held = derivation.out().map(told.held()::get);
            if (held.isEmpty()) {
                continue;
            }
            boolean fresh = !held.get().since().isBefore(since);
            if (derivation.fixed()) {
                files++;
                fetched += fresh ? 1 : 0;
                continue;
            }
            How how = !fresh ? How.REUSED : held.get().madeHere() ? How.BUILT : How.SUBSTITUTED;
            steps.add(step(derivation, how, fixed));
        }
        return new BuildRecord(commit, tree, lock, steps, fetched, files);
    }

    private static Step step(Derivation derivation, How how, Set<StorePath> fixed) {
        var data = new TreeMap<String, String>();
        derivation.data().forEach((name, value) -> data.put(name, digest(value)));
        return new Step(
                derivation.name(),
                derivation.out().map(StorePath::base).orElse(""),
                how,
                bases(derivation.inputs()),
                bases(derivation.sources()),
                (int) derivation.inputs().stream().filter(fixed::contains).count(),
                data);
    }

    private static SortedSet<String> bases(SortedSet<StorePath> paths) {
        var bases = new TreeSet<String>();
        paths.forEach(path -> bases.add(path.base()));
        return bases;
    }

    /** Of the value without the hashes of the paths that it names: those changes are seen where they come from. */
    private static String digest(String value) {
        try {
            String plain = value.replaceAll("/nix/store/[0-9a-df-np-sv-z]{32}-", "/nix/store/");
            byte[] sha = MessageDigest.getInstance("SHA-256").digest(plain.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] packed() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(JSON.writeValueAsBytes(this));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Empty where another version of Firn wrote it in another form. */
    static Optional<BuildRecord> unpacked(byte[] packed) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return Optional.of(JSON.readValue(in.readNBytes(MOST), BuildRecord.class));
        } catch (JsonProcessingException otherForm) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
