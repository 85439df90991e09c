package io.firn.farm;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The one way out of a build that resolves dependencies. Its unit has a network of its own in which nothing is but a loopback
 * with one socket; whatever comes in there, systemd's proxy hands to this installation from outside. So nothing else can be
 * reached, whatever the build runs. Source: systemd-socket-proxyd(8), JoinsNamespaceOf= in systemd.unit(5).
 *
 * @param unit the build's unit
 * @param target where it leads: {@code host:port} of this installation
 */
record Relay(String unit, String target) {
    /** What the build sees as this installation. */
    static final String ADDRESS = "http://127.0.0.1:8117";

    private static final String NETRC = "/run/firn/netrc-relay";
    private static final String START =
            """
            proxy= unit=$1
            for file in /usr/lib/systemd/systemd-socket-proxyd /lib/systemd/systemd-socket-proxyd \
              /run/current-system/systemd/lib/systemd/systemd-socket-proxyd; do
              if [ -x "$file" ]; then proxy=$file; break; fi
            done
            if [ -z "$proxy" ]; then echo "this builder has no systemd-socket-proxyd" >&2; exit 1; fi
            umask 077
            mkdir -p /run/firn
            if [ -e /var/lib/firn/netrc ]; then sed 's/^machine [^ ]*/machine 127.0.0.1/' /var/lib/firn/netrc > "$3"; else : > "$3"; fi
            systemctl stop "$unit-relay.socket" 2>/dev/null
            systemd-run --quiet --collect --unit="$unit-relay" --socket-property=ListenStream=127.0.0.1:8117 \
              --socket-property=PrivateNetwork=yes "$proxy" "$2" || exit
            shift 3
            exec "$@"
            """;

    /** The relay of a unit; none where this installation has no plain address that it could lead to. */
    static Optional<Relay> of(String unit, BuilderSettings settings) {
        return settings.sources()
                .map(URI::create)
                .filter(address -> "http".equals(address.getScheme()))
                .map(address ->
                        new Relay(unit, address.getHost() + ":" + (address.getPort() < 0 ? 80 : address.getPort())));
    }

    /** An address of this installation as it is seen through a relay. */
    static String moved(String address, String relay) {
        return relay + Optional.ofNullable(URI.create(address).getRawPath()).orElse("");
    }

    /** Starts the relay, then what follows. */
    List<String> before() {
        return List.of("sh", "-c", START, "sh", unit, target, NETRC);
    }

    /** What binds the build's unit to the relay. */
    Map<String, String> properties() {
        var properties = new TreeMap<String, String>();
        String socket = unit + "-relay.socket";
        properties.put("PrivateNetwork", "yes");
        properties.put("JoinsNamespaceOf", socket);
        properties.put("Requires", socket);
        properties.put("After", socket);
        properties.put(
                "ExecStopPost", "-/usr/bin/env systemctl --no-block stop " + socket + " " + unit + "-relay.service");
        return properties;
    }

    BuilderSettings settings(BuilderSettings outside) {
        return outside.through(ADDRESS, NETRC);
    }
}
