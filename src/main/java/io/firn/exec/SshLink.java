package io.firn.exec;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.nio.file.Path;
import java.time.Duration;

/** One authenticated SSH connection with a watch over it that cuts it when the peer no longer answers. */
final class SshLink implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Session session;
    private final WatchedSocket socket;
    private final SshTimings timings;
    private volatile boolean silent;
    private volatile boolean closed;

    private SshLink(Session session, WatchedSocket socket, SshTimings timings) {
        this.session = session;
        this.socket = socket;
        this.timings = timings;
    }

    static SshLink open(SshPeer peer, Path key, SshTimings timings) {
        var socket = new WatchedSocket(millis(timings.connect()));
        SshLink link = null;
        try {
            var jsch = new JSch();
            jsch.addIdentity(key.toString());
            Session session = jsch.getSession(peer.user(), peer.host(), peer.port());
            session.setHostKeyRepository(new PinnedHostKey(peer));
            session.setConfig("StrictHostKeyChecking", "yes");
            session.setConfig("server_host_key", keyAlgorithms(peer));
            session.setConfig("PreferredAuthentications", "publickey");
            session.setConfig("max_input_buffer_size", String.valueOf(512 * 1024));
            session.setSocketFactory(socket);
            session.setServerAliveInterval(millis(timings.alive()));
            // The count is ours to keep (see WatchedSocket); the library's own must not come first.
            session.setServerAliveCountMax(1000);
            session.setDaemonThread(true);
            link = new SshLink(session, socket, timings);
            link.watch();
            session.connect(millis(timings.connect()));
            return link;
        } catch (JSchException failed) {
            if (link != null) {
                link.close();
            }
            socket.cut();
            throw refused(peer, key, failed);
        }
    }

    ChannelExec channel() throws JSchException {
        return (ChannelExec) session.openChannel("exec");
    }

    int connectMillis() {
        return millis(timings.connect());
    }

    boolean alive() {
        return !closed && session.isConnected();
    }

    /** Why commands on this link ended without an exit status. */
    String reason() {
        return silent
                ? "the machine stopped answering for " + Messages.seconds(timings.silence())
                : "the connection was lost";
    }

    /** Ends the link at once, whatever its threads are stuck in. */
    void sever() {
        closed = true;
        socket.cut();
        session.disconnect();
    }

    @Override
    public void close() {
        sever();
    }

    private void watch() {
        Thread.ofVirtual().name("ssh-watch-" + session.getHost()).start(() -> {
            try {
                while (!closed) {
                    Thread.sleep(LOOK);
                    if (socket.silentNanos() > timings.silence().toNanos()) {
                        silent = true;
                        sever();
                    }
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static String keyAlgorithms(SshPeer peer) {
        return peer.keyType().equals("ssh-rsa") ? "rsa-sha2-512,rsa-sha2-256" : peer.keyType();
    }

    private static Fault refused(SshPeer peer, Path key, JSchException failed) {
        String message = String.valueOf(failed.getMessage());
        String couldNot = "Could not reach " + peer + " over SSH: ";
        Fault fault;
        if (message.contains("HostKey") || message.contains("reject")) {
            fault = Fault.of(
                    FaultCode.FORBIDDEN,
                    couldNot + "it shows another host key than the one that was pinned when it joined.",
                    "If the machine was set up anew, join it again with its new host key; if not, somebody stands in between.");
        } else if (message.startsWith("Auth")) {
            fault = Fault.of(
                    FaultCode.FORBIDDEN,
                    couldNot + "it does not accept Firn's key.",
                    "Add " + key + ".pub to ~" + peer.user() + "/.ssh/authorized_keys there.");
        } else if (message.startsWith("invalid privatekey")
                || message.contains("FileNotFound")
                || message.contains("NoSuchFile")) {
            fault = Fault.of(
                    FaultCode.INTERNAL,
                    couldNot + "Firn's own key '" + key + "' cannot be read.",
                    "Put an OpenSSH private key there, or set firn.ssh.key-file.");
        } else {
            fault = Fault.of(
                    FaultCode.UNAVAILABLE,
                    couldNot + plain(failed, message) + ".",
                    "See that the machine is up and that its port " + peer.port() + " is open.");
        }
        return fault.causedBy(failed);
    }

    private static String plain(JSchException failed, String message) {
        Throwable cause = failed.getCause();
        if (cause != null && cause.getMessage() != null) {
            return cause.getMessage().toLowerCase(java.util.Locale.ROOT);
        }
        return message.contains("timeout") || message.contains("socket is not established")
                ? "it does not answer"
                : message;
    }

    private static int millis(Duration time) {
        return Math.toIntExact(time.toMillis());
    }
}
