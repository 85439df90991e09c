package io.firn.exec;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.UserInfo;
import java.security.MessageDigest;

/** Accepts exactly one host key, whatever the peer calls itself; there is no first use that is trusted. */
final class PinnedHostKey implements HostKeyRepository {
    private final byte[] pinned;

    PinnedHostKey(SshPeer peer) {
        this.pinned = peer.keyBytes();
    }

    @Override
    public int check(String host, byte[] key) {
        return MessageDigest.isEqual(pinned, key) ? OK : CHANGED;
    }

    @Override
    public void add(HostKey hostKey, UserInfo user) {
        throw new UnsupportedOperationException("host keys are pinned when a node joins");
    }

    @Override
    public void remove(String host, String type) {
        // Nothing is kept beside the pinned key.
    }

    @Override
    public void remove(String host, String type, byte[] key) {
        // Nothing is kept beside the pinned key.
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return "the host key pinned when the node joined";
    }

    @Override
    public HostKey[] getHostKey() {
        return new HostKey[0];
    }

    @Override
    public HostKey[] getHostKey(String host, String type) {
        return new HostKey[0];
    }
}
