package io.firn.exec;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/** Keys as files hold them. */
public final class SshKeys {
    private SshKeys() {}

    /** The public half of a private key: {@code ssh-ed25519 AAAA…}. */
    public static String publicHalf(Path privateKey) {
        try {
            KeyPair pair = KeyPair.load(new JSch(), privateKey.toString(), null);
            try {
                byte[] blob = pair.getPublicKeyBlob();
                // A blob begins with the length and the name of its kind.
                int length = ((blob[2] & 0xff) << 8) + (blob[3] & 0xff);
                String kind = new String(blob, 4, length, StandardCharsets.US_ASCII);
                return kind + " " + Base64.getEncoder().encodeToString(blob);
            } finally {
                pair.dispose();
            }
        } catch (JSchException failed) {
            throw Fault.of(
                            FaultCode.INTERNAL,
                            "Could not read Firn's own key '" + privateKey + "'.",
                            "Put an OpenSSH private key there, or set firn.ssh.key-file.")
                    .causedBy(failed);
        }
    }
}
