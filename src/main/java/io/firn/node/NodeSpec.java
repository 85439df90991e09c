package io.firn.node;

import io.firn.exec.SshPeer;
import io.firn.fault.Fault;
import io.firn.fault.FieldFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says of a machine that is to join.
 *
 * @param name what it is called, unique in the installation
 * @param roles what it is for
 * @param ssh where it is reached
 * @param hostKey the key that it must show, {@code ssh-ed25519 AAAA…}
 * @param systems what it builds for, {@code x86_64-linux} where nothing is said
 * @param slots builds at once, 2 where nothing is said
 * @param labels free words for placement
 * @param features what builds may ask for, as Nix calls them: {@code kvm}, {@code big-parallel}
 * @param mandatoryFeatures those without which a build is not sent there
 * @param region where the machine stands
 * @param capacity builds at once that the operator allows, where fewer than slots
 * @param memoryLimit bytes of memory that builds may have together, where less than the machine's
 */
public record NodeSpec(
        @Nullable String name,
        @Nullable Set<NodeRole> roles,
        @Nullable Ssh ssh,
        @Nullable String hostKey,
        @Nullable Set<String> systems,
        @Nullable Integer slots,
        @Nullable Map<String, String> labels,
        @Nullable Set<String> features,
        @Nullable Set<String> mandatoryFeatures,
        @Nullable String region,
        @Nullable Integer capacity,
        @Nullable Long memoryLimit) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}");
    private static final int MOST_SLOTS = 1000;
    private static final long LEAST_MEMORY = 64L << 20;

    /** What can be said in fewest words: a builder of this machine's own system, with the usual slots. */
    public static NodeSpec builder(String name, Ssh ssh, String hostKey) {
        return new NodeSpec(
                name, Set.of(NodeRole.BUILDER), ssh, hostKey, null, null, null, null, null, null, null, null);
    }

    /** Where a machine is reached. */
    public record Ssh(@Nullable String host, @Nullable Integer port, @Nullable String user) {}

    /** A spec with every wish in place. */
    record Checked(String name, Set<NodeRole> roles, SshPeer peer, NodeTraits traits) {}

    /** Fills in what was left out; a fault with a message for each field that is wrong. */
    Checked checked() {
        var wrong = new ArrayList<FieldFault>();
        if (name == null || !NAME.matcher(name).matches()) {
            wrong.add(new FieldFault("name", "must be 1 to 63 lower-case letters, digits or hyphens"));
        }
        if (roles == null || roles.isEmpty()) {
            wrong.add(new FieldFault("roles", "must name at least one of builder, swarm, nspawn"));
        }
        SshPeer peer = peer(wrong);
        Set<String> wantedSystems = systems == null || systems.isEmpty() ? Set.of("x86_64-linux") : systems;
        int wantedSlots = slots == null ? 2 : slots;
        if (wantedSlots < 0 || wantedSlots > MOST_SLOTS) {
            wrong.add(new FieldFault("slots", "must be from 0 to " + MOST_SLOTS));
        }
        Map<String, String> wantedLabels = labels == null ? Map.of() : labels;
        words("systems", wantedSystems, wrong);
        words("labels", wantedLabels.keySet(), wrong);
        words("labels", wantedLabels.values(), wrong);
        Set<String> mandatory = mandatoryFeatures == null ? Set.of() : mandatoryFeatures;
        var offered = new TreeSet<>(features == null ? Set.<String>of() : features);
        offered.addAll(mandatory);
        words("features", offered, wrong);
        if (region != null) {
            words("region", List.of(region), wrong);
        }
        if (capacity != null && (capacity < 0 || capacity > MOST_SLOTS)) {
            wrong.add(new FieldFault("capacity", "must be from 0 to " + MOST_SLOTS));
        }
        if (memoryLimit != null && memoryLimit < LEAST_MEMORY) {
            wrong.add(new FieldFault("memoryLimit", "must be at least " + LEAST_MEMORY + " bytes"));
        }
        if (!wrong.isEmpty() || name == null || roles == null || peer == null) {
            throw Fault.invalid(
                    "Could not let the node join: what was said of it is not complete or not valid.", wrong);
        }
        return new Checked(
                name,
                new TreeSet<>(roles),
                peer,
                new NodeTraits(
                        wantedSystems, wantedSlots, wantedLabels, offered, mandatory, region, capacity, memoryLimit));
    }

    private @Nullable SshPeer peer(List<FieldFault> wrong) {
        if (ssh == null || ssh.host() == null) {
            wrong.add(new FieldFault("ssh.host", "must be the name or address at which Firn reaches the machine"));
            return null;
        }
        if (hostKey == null) {
            wrong.add(new FieldFault("hostKey", "must be the machine's host key; ssh-keyscan prints it"));
            return null;
        }
        try {
            return new SshPeer(
                    ssh.host(),
                    ssh.port() == null ? 22 : ssh.port(),
                    ssh.user() == null ? "root" : ssh.user(),
                    hostKey.strip());
        } catch (IllegalArgumentException invalid) {
            String message = String.valueOf(invalid.getMessage());
            wrong.add(new FieldFault(message.startsWith("a host key") ? "hostKey" : "ssh", message));
            return null;
        }
    }

    private static void words(String field, Iterable<String> words, List<FieldFault> wrong) {
        for (String word : words) {
            if (!WORD.matcher(word).matches()) {
                wrong.add(new FieldFault(field, "'" + word + "' is not a word of letters, digits and . _ / -"));
            }
        }
    }
}
