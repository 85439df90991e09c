package io.firn.deploy;

import io.firn.nix.StorePath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * All that a {@link Target} needs to run a release, as a value. Two equal specs run the same thing.
 *
 * @param installation id of this Firn installation, the first label of all that is made
 * @param appId the app
 * @param appName its name, for people and host names
 * @param number release number
 * @param image image named by digest, {@code host/repository@sha256:…}
 * @param root store path of the app, which holds {@code bin/<process>}
 * @param scale instances wanted for each process type
 * @param env the app's configuration
 * @param port where the web process has to listen inside its instance
 * @param limits of each instance
 * @param hosts host names of the app
 * @param stopGrace time between the stop signal and the kill
 */
public record ReleaseSpec(
        String installation,
        UUID appId,
        String appName,
        int number,
        String image,
        StorePath root,
        SortedMap<String, Integer> scale,
        Map<String, String> env,
        int port,
        Limits limits,
        List<String> hosts,
        Duration stopGrace) {
    /** The process type that answers HTTP. */
    public static final String WEB = "web";

    public ReleaseSpec {
        scale = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(scale));
        env = Map.copyOf(env);
        hosts = List.copyOf(hosts);
        if (number < 1) {
            throw new IllegalArgumentException("releases are numbered from 1, not " + number);
        }
    }

    /** The same release of another image. */
    public ReleaseSpec withImage(String other) {
        return new ReleaseSpec(
                installation, appId, appName, number, other, root, scale, env, port, limits, hosts, stopGrace);
    }

    /** The release as people write it: {@code v7}. */
    public String version() {
        return "v" + number;
    }

    /** How many instances of a process are wanted. */
    public int scaleOf(String process) {
        return scale.getOrDefault(process, 0);
    }

    /**
     * Environment of one process: the app's own, then what Firn promises. {@code DYNO} and {@code PS} carry the slot, which
     * only the target knows, so it is passed in as the target's own way of writing it.
     */
    public SortedMap<String, String> environment(String process, String slot) {
        var all = new TreeMap<>(env);
        all.put("PORT", Integer.toString(port));
        all.put("DYNO", process + "." + slot);
        all.put("PS", process + "." + slot);
        return all;
    }

    /** Labels by which everything that runs for this release is found again. */
    public SortedMap<String, String> labels(String process) {
        var labels = new TreeMap<String, String>();
        labels.put(Labels.INSTALLATION, installation);
        labels.put(Labels.APP, appId.toString());
        labels.put(Labels.APP_NAME, appName);
        labels.put(Labels.RELEASE, Integer.toString(number));
        labels.put(Labels.PROCESS, process);
        return labels;
    }
}
