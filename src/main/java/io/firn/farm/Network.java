package io.firn.farm;

/** What a build can reach outside of its sandbox, in which there is no network anyway: what its fixed-output fetches see. */
public enum Network {
    /** The builder's own: all fetches are Firn's, by neutral addresses. */
    BUILDER,
    /** One of its own with nothing but this installation in it: for Nix code that somebody else wrote, and to resolve dependencies. */
    RELAY
}
