package io.firn.deploy.swarm;

import io.firn.deploy.Target.Listener;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads the kernel's table of TCP sockets ({@code /proc/<pid>/net/tcp} and {@code tcp6}). */
final class SocketTable {
    private static final String LISTENING = "0A";

    private SocketTable() {}

    /** The listening sockets in a table. */
    static List<Listener> listeners(String table) {
        var found = new ArrayList<Listener>();
        table.lines().skip(1).forEach(line -> {
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length > 3 && columns[3].equals(LISTENING)) {
                String[] local = columns[1].split(":", -1);
                found.add(new Listener(address(local[0]), Integer.parseInt(local[1], 16)));
            }
        });
        return found;
    }

    /** The kernel writes addresses as 32-bit words in the machine's own byte order. */
    private static String address(String hex) {
        byte[] raw = HexFormat.of().parseHex(hex);
        byte[] bytes = new byte[raw.length];
        for (int n = 0; n < raw.length; n++) {
            bytes[n] = raw[(n / 4) * 4 + 3 - n % 4];
        }
        try {
            String text = InetAddress.getByAddress(bytes).getHostAddress();
            return switch (text) {
                case "0:0:0:0:0:0:0:0" -> "::";
                case "0:0:0:0:0:0:0:1" -> "::1";
                default -> text;
            };
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + hex, e);
        }
    }
}
