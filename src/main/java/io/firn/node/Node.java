package io.firn.node;

import io.firn.exec.SshDoor;
import io.firn.exec.SshPeer;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A builder or a runtime machine under Firn's care. */
@Entity
public class Node {
    @Id
    private UUID id;

    private String name;
    private String roles;
    private String host;
    private int port;
    private String sshUser;
    private String hostKey;

    @Enumerated(EnumType.STRING)
    private SshDoor door;

    private @Nullable Integer tunnelPort;
    private @Nullable String tunnelKey;

    @Embedded
    private NodeTraits traits;

    @Enumerated(EnumType.STRING)
    private NodeState state;

    private @Nullable String reason;
    private Instant joinedAt;
    private @Nullable Instant lastSeen;

    @Embedded
    private @Nullable Vitals vitals;

    private @Nullable Long storeSize;
    private String unenforced;
    private String alerts;

    @Version
    private long version;

    protected Node() {}

    Node(UUID id, NodeSpec.Checked spec, Instant now) {
        this.id = id;
        this.name = spec.name();
        this.state = NodeState.JOINING;
        this.joinedAt = now;
        this.door = SshDoor.SHELL;
        this.unenforced = "";
        this.alerts = "";
        take(spec);
    }

    /** Joins again: at another address or with another key it has to be made ready anew. */
    void rejoin(NodeSpec.Checked spec) {
        boolean sameMachine = peer().equals(spec.peer());
        take(spec);
        if (!sameMachine || state == NodeState.DISABLED || state == NodeState.DRAINING) {
            state = NodeState.JOINING;
            reason = null;
        }
    }

    private void take(NodeSpec.Checked spec) {
        roles = Words.join(spec.roles().stream().map(NodeRole::label).toList());
        host = spec.peer().host();
        port = spec.peer().port();
        sshUser = spec.peer().user();
        hostKey = spec.peer().hostKey();
        traits = spec.traits();
    }

    /** It was set up by Firn's own script, so it takes what it is to run by the forced command. */
    void setUpByScript() {
        door = SshDoor.FORCED;
        tunnelPort = null;
        tunnelKey = null;
    }

    /** It is reached through a tunnel that it opens with this key, and that ends at this port of ours. */
    void reachedThrough(int listen, String key) {
        tunnelPort = listen;
        tunnelKey = key;
        host = "127.0.0.1";
        port = listen;
    }

    /** It was made ready for its roles. Whether that is news. */
    boolean ready(Instant now) {
        if (state != NodeState.JOINING) {
            return false;
        }
        state = NodeState.HEALTHY;
        reason = null;
        lastSeen = now;
        return true;
    }

    /** It could not be made ready; it is tried again later. */
    void notReady(String why) {
        if (state == NodeState.JOINING) {
            reason = why;
        }
    }

    /** It answered. Whether this brought it back. */
    boolean beat(Vitals said, Instant now) {
        lastSeen = now;
        vitals = said;
        boolean back = state == NodeState.SUSPECT || state == NodeState.LOST;
        if (back) {
            state = NodeState.HEALTHY;
            reason = null;
        }
        return back;
    }

    /** It did not answer. Whether its state changed by that. */
    boolean silent(String why, Instant now, Duration suspectAfter, Duration lostAfter) {
        Duration silence = Duration.between(lastSeen == null ? joinedAt : lastSeen, now);
        NodeState before = state;
        if (state == NodeState.HEALTHY && silence.compareTo(suspectAfter) > 0) {
            state = NodeState.SUSPECT;
        }
        if (state == NodeState.SUSPECT && silence.compareTo(lostAfter) > 0) {
            state = NodeState.LOST;
        }
        if (state != NodeState.HEALTHY) {
            reason = why;
        }
        return state != before;
    }

    /** Gives it nothing new; what it has is finished. */
    void drain() {
        if (state == NodeState.JOINING || state == NodeState.DISABLED) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not drain the node '" + name + "': it is " + state.word() + " and has no work.",
                    "Remove it with: firn nodes remove " + name);
        }
        leave(NodeState.DRAINING);
    }

    /** Takes it out: Firn neither gives it work nor asks how it is. */
    void disable() {
        leave(NodeState.DISABLED);
    }

    /** Takes it back in; it is made ready anew before it gets work. Nothing happens to one that is in. */
    void enable() {
        if (state == NodeState.DRAINING || state == NodeState.DISABLED) {
            state = NodeState.JOINING;
            reason = null;
        }
    }

    private void leave(NodeState to) {
        state = to;
        reason = "an operator asked for it";
    }

    /** Replaces what it offers and may be used for. */
    void change(NodeTraits anew) {
        traits = anew;
    }

    /** Which limits of builds its kernel does not enforce. */
    void noteUnenforced(Set<String> limits) {
        unenforced = Words.join(limits);
    }

    /** Bytes of all its store paths together. */
    void noteStoreSize(long bytes) {
        storeSize = bytes;
    }

    /** Keeps the alerts' book; what changed by this answer. */
    List<AlertBook.Change> watch(AlertBook.Thresholds thresholds, Vitals said) {
        var book = new AlertBook(Words.map(alerts));
        List<AlertBook.Change> changes = book.see(thresholds, said, traits);
        alerts = Words.join(book.entries());
        return changes;
    }

    /** Id; never changes. */
    public UUID id() {
        return id;
    }

    /** Name, unique in the installation. */
    public String name() {
        return name;
    }

    /** What it is for. */
    public Set<NodeRole> roles() {
        return Words.set(roles).stream()
                .map(NodeRole::parse)
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(TreeSet::new), Collections::unmodifiableSet));
    }

    /** Where it is reached, and the key it must show. */
    public SshPeer peer() {
        return new SshPeer(host, port, sshUser, hostKey);
    }

    /** How it takes what it is to run. */
    SshDoor door() {
        return door;
    }

    /** The port at which the tunnel that it opened ends, where it is reached through one. */
    public Optional<Integer> tunnelPort() {
        return Optional.ofNullable(tunnelPort);
    }

    /** The key with which it opens its tunnel. */
    Optional<String> tunnelKey() {
        return Optional.ofNullable(tunnelKey);
    }

    /** Limits of builds that its kernel was seen not to enforce: {@code cpu}, {@code memory}. */
    public Set<String> unenforced() {
        return Words.set(unenforced);
    }

    /** Alerts that are up. */
    public Set<AlertKind> alerts() {
        return new AlertBook(Words.map(alerts)).up();
    }

    /** What it offers, and what it may be used for. */
    public NodeTraits traits() {
        return traits;
    }

    /** What it builds for. */
    public Set<String> systems() {
        return traits.systems();
    }

    /** Builds at once that it may be given: its slots, or fewer where the operator says so. */
    public int slots() {
        return traits.usableSlots();
    }

    /** Words for placement. */
    public Map<String, String> labels() {
        return traits.labels();
    }

    /** Where it is in its life. */
    public NodeState state() {
        return state;
    }

    /** Why it is not healthy, where it is not. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** When it joined first. */
    public Instant joinedAt() {
        return joinedAt;
    }

    /** When it last answered. */
    public Optional<Instant> lastSeen() {
        return Optional.ofNullable(lastSeen);
    }

    /** How it was when it last answered. */
    public Optional<Vitals> vitals() {
        return Optional.ofNullable(vitals);
    }

    /** Bytes of all store paths together, where it was counted. */
    public Optional<Long> storeSize() {
        return Optional.ofNullable(storeSize);
    }
}
