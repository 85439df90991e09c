package io.firn.exec;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.jspecify.annotations.Nullable;

/** A real SSH server in this process, on a free loopback port, that runs commands as {@code sh -c}. */
final class SshServerForTests implements AutoCloseable {
    private final SshServer server;
    private final KeyPair hostKey;
    private final Path key;

    SshServerForTests(Path folder) throws IOException, GeneralSecurityException, JSchException {
        this(folder, null);
    }

    /** With a forced command, that program runs whatever is asked, as sshd does it. */
    SshServerForTests(Path folder, @Nullable String forced)
            throws IOException, GeneralSecurityException, JSchException {
        key = folder.resolve("id");
        var pair = com.jcraft.jsch.KeyPair.genKeyPair(new JSch(), com.jcraft.jsch.KeyPair.ECDSA, 256);
        pair.writePrivateKey(key.toString());
        hostKey = newKey();
        server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator((user, publicKey, session) -> user.equals("root"));
        server.setCommandFactory((channel, command) -> new ShellForTests(command, forced));
        server.start();
    }

    static KeyPair newKey() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    SshPeer peer() {
        return peerAt(server.getPort());
    }

    SshPeer peerAt(int port) {
        return new SshPeer("127.0.0.1", port, "root", PublicKeyEntry.toString(hostKey.getPublic()));
    }

    Path key() {
        return key;
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
