package io.firn.deploy;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where releases run. Each verb may be called again after a crash: starting what runs adopts it, stopping what is gone does
 * nothing. A target knows nothing of routes: what it starts gets no traffic by itself.
 */
public interface Target {

    /** Starts all processes of a release beside whatever else runs, or adopts them where they are there already. */
    void start(ReleaseSpec spec, Permit permit);

    /** All copies of a release, ended ones that the target still remembers included. */
    List<Instance> instances(UUID appId, int release);

    /**
     * All copies of everything that this installation runs. A complete answer or a fault, never a part: callers conclude from
     * what is missing.
     */
    List<Instance> everything();

    /** Stops a release and forgets it. */
    void stop(UUID appId, int release, Permit permit);

    /** Hands over what the processes print, until the end, or until the sink says that it has enough. */
    void logs(LogQuery query, LogSink sink);

    /** The sockets on which an instance listens inside, where the target is able to look. */
    Optional<List<Listener>> listeners(Instance instance);

    /**
     * A socket that waits for connections inside an instance.
     *
     * @param address local address, {@code 0.0.0.0} or {@code ::} for all
     * @param port local port
     */
    record Listener(String address, int port) {
        /** Whether only the instance itself can reach it. */
        public boolean local() {
            return address.startsWith("127.") || address.equals("::1");
        }

        @Override
        public String toString() {
            return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
        }
    }
}
