package io.firn.exec;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.ForwardingFilter;
import org.apache.sshd.server.forward.TcpForwardingFilter;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.server.session.ServerSession;

/**
 * The near end of tunnels that machines behind NAT open with {@code ssh -R}. A key may listen on the one loopback port that is
 * its own, and do nothing else: no shell, no command, no connection to anywhere.
 */
public final class TunnelServer implements AutoCloseable {
    private static final AttributeKey<Integer> PORT = new AttributeKey<>();
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost");
    /** The far end says something every five seconds; one that is silent for so long lets go of its port. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private final SshServer server;

    /** Who may come in. */
    @FunctionalInterface
    public interface Keys {
        /** The loopback port that belongs to a public key, written {@code ecdsa-sha2-nistp256 AAAA…}. */
        Optional<Integer> portOf(String publicKey);
    }

    /** Listens on a port, with the host key of that folder, which is made where there is none yet. */
    public TunnelServer(int port, Path folder, Keys keys) {
        var hostKeys = new SimpleGeneratorHostKeyProvider(folder.resolve("host_key"));
        hostKeys.setAlgorithm("EC");
        hostKeys.setKeySize(256);
        server = SshServer.setUpDefaultServer();
        server.setPort(port);
        server.setKeyPairProvider(hostKeys);
        server.setPublickeyAuthenticator((user, key, session) -> admit(keys, key, session));
        server.setForwardingFilter(ForwardingFilter.asForwardingFilter(null, null, new OwnPortOnly()));
        CoreModuleProperties.IDLE_TIMEOUT.set(server, SILENCE);
        try {
            Files.createDirectories(folder);
            server.start();
        } catch (IOException failed) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not open the door for tunnels at port " + port + ": "
                                    + String.valueOf(failed.getMessage()) + ".",
                            "Free the port, or set another with firn.node.tunnel.port.")
                    .causedBy(failed);
        }
    }

    /** Where it listens. */
    public int port() {
        return server.getPort();
    }

    /** The key that it shows, as a known_hosts line has it after the name. */
    public String hostKey() {
        try {
            return PublicKeyEntry.toString(
                    server.getKeyPairProvider().loadKeys(null).iterator().next().getPublic());
        } catch (IOException | GeneralSecurityException failed) {
            throw new IllegalStateException("the server for tunnels cannot read its host key", failed);
        }
    }

    private static boolean admit(Keys keys, PublicKey key, ServerSession session) {
        Optional<Integer> port = keys.portOf(PublicKeyEntry.toString(key));
        port.ifPresent(own -> session.setAttribute(PORT, own));
        return port.isPresent();
    }

    /** Ends all tunnels; their far ends try again. */
    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException failed) {
            // It does not listen any more.
        }
    }

    private static final class OwnPortOnly implements TcpForwardingFilter {
        @Override
        public boolean canListen(SshdSocketAddress address, Session session) {
            Integer own = session.getAttribute(PORT);
            return own != null && own == address.getPort() && LOOPBACK.contains(address.getHostName());
        }

        @Override
        public boolean canConnect(Type type, SshdSocketAddress address, Session session) {
            return false;
        }
    }
}
