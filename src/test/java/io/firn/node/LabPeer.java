package io.firn.node;

import io.firn.exec.SshPeer;

/** Stands in a field until a machine of the lab was found. */
final class LabPeer {
    static final SshPeer NONE = new SshPeer("none", 22, "root", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC1EtRD32PHl");

    private LabPeer() {}
}
