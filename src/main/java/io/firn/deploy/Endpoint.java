package io.firn.deploy;

/**
 * An address and port at which an instance is reached from outside its container.
 *
 * @param address IP address or name of a node
 * @param port published port
 */
public record Endpoint(String address, int port) implements Comparable<Endpoint> {
    public Endpoint {
        if (address.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("not an endpoint: '" + address + ":" + port + "'");
        }
    }

    /** Reads {@code address:port}. */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("not an endpoint: '" + text + "'");
        }
        return new Endpoint(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public int compareTo(Endpoint other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return address + ":" + port;
    }
}
