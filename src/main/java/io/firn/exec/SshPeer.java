package io.firn.exec;

import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Whom an SSH connection goes to, and the host key that it must show.
 *
 * @param host name or address
 * @param port 1 to 65535
 * @param user whom to log in as
 * @param hostKey {@code ssh-ed25519 AAAA…}, as a known_hosts line has it after the name
 */
public record SshPeer(String host, int port, String user, String hostKey) {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:_-]{0,252}");
    private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
    private static final Pattern KEY =
            Pattern.compile("(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]{16,2000}={0,2}");

    public SshPeer {
        require(HOST, host, "an SSH host is a name or an address");
        require(USER, user, "an SSH user is a Unix user name");
        require(KEY, hostKey, "a host key is written 'ssh-ed25519 AAAA…', as ssh-keyscan prints it after the name");
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is between 1 and 65535, not " + port);
        }
    }

    private static void require(Pattern pattern, String text, String what) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(what + ", not '" + text + "'");
        }
    }

    /** The kind of key: {@code ssh-ed25519}. */
    String keyType() {
        return hostKey.substring(0, hostKey.indexOf(' '));
    }

    /** The key's bytes as SSH sends them. */
    byte[] keyBytes() {
        return Base64.getDecoder().decode(hostKey.substring(hostKey.indexOf(' ') + 1));
    }

    /** {@code root@10.0.0.2}, with the port where it is not 22. */
    @Override
    public String toString() {
        return user + "@" + host + (port == 22 ? "" : ":" + port);
    }
}
