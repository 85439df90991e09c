package io.firn.mirror;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** Keeps redirects of a registry away from this machine's own and its network's inner addresses. */
final class PublicAddresses {
    private PublicAddresses() {}

    /** Refuses an address that leads inside. */
    static void require(URI address) {
        String host = address.getHost();
        if (host == null) {
            throw refused(address);
        }
        try {
            for (InetAddress resolved : InetAddress.getAllByName(host)) {
                if (inner(resolved)) {
                    throw refused(address);
                }
            }
        } catch (UnknownHostException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not follow a registry's redirect: the name '" + host + "' is not known.",
                            "Try again later.")
                    .causedBy(e);
        }
    }

    /** Whether an address leads inside, or nowhere. */
    static boolean leadsInside(URI address) {
        try {
            require(address);
            return false;
        } catch (Fault inside) {
            return true;
        }
    }

    static boolean inner(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean shared = bytes.length == 4 && (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64;
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        return shared
                || uniqueLocal
                || address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
    }

    private static Fault refused(URI address) {
        return Fault.of(
                FaultCode.FORBIDDEN,
                "Could not follow a registry's redirect: '" + address.getHost() + "' is an inner address.",
                "If that is right, set firn.mirror.<registry> to it.");
    }
}
