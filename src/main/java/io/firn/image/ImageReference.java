package io.firn.image;

import java.util.regex.Pattern;

/**
 * An image of Firn's registry, by content.
 *
 * @param repo repository
 * @param digest {@code sha256:} and 64 digits, of its manifest
 */
public record ImageReference(String repo, String digest) {
    private static final Pattern REPO =
            Pattern.compile("[a-z0-9]+(?:[._-][a-z0-9]+)*(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)*");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    public ImageReference {
        if (!REPO.matcher(repo).matches() || repo.length() > 200) {
            throw new IllegalArgumentException("not the name of a repository: '" + repo + "'");
        }
        if (!DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException("not a digest: '" + digest + "'");
        }
    }

    /** What an Engine is told, given the registry's host as the Engine sees it: {@code host:port/repo@sha256:…}. */
    public String at(String registryHost) {
        return registryHost + "/" + this;
    }

    /** {@code repo@sha256:…}. */
    @Override
    public String toString() {
        return repo + "@" + digest;
    }
}
