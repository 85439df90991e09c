package io.firn.mirror;

import java.net.URI;
import java.util.Optional;

/**
 * Where a registry is reached from this machine.
 *
 * @param uri base address, ends with a slash
 * @param authorization value of the Authorization header, for private ones
 */
record Base(URI uri, Optional<String> authorization) {
    Base {
        String scheme = String.valueOf(uri.getScheme());
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("not an http address: '" + uri + "'");
        }
        if (!uri.toString().endsWith("/")) {
            uri = URI.create(uri + "/");
        }
    }

    static Base of(String address) {
        return new Base(URI.create(address.strip()), Optional.empty());
    }

    /** One of a registry; who knows a Python index by the address that pip is given knows the folder of its pages. */
    static Base of(String registry, URI uri, Optional<String> authorization) {
        String plain = uri.toString();
        return new Base(
                registry.equals("pypi") ? URI.create(plain.replaceFirst("/simple/?$", "/")) : uri, authorization);
    }

    /** Addresses may hold credentials; messages must not. */
    @Override
    public String toString() {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + uri.getPath();
    }
}
