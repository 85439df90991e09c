package io.firn.deploy;

/** Names of the labels that Firn puts on everything it starts. */
public final class Labels {
    /** Id of the installation; {@code down} and the reconcilers touch nothing without it. */
    public static final String INSTALLATION = "io.firn.instance";
    /** Id of the app. */
    public static final String APP = "io.firn.app";
    /** Name the app had when the release started. */
    public static final String APP_NAME = "io.firn.app-name";
    /** Release number. */
    public static final String RELEASE = "io.firn.release";
    /** Process type. */
    public static final String PROCESS = "io.firn.process";
    /** Digest of the whole service description, to tell an own service from a changed one. */
    public static final String SPEC = "io.firn.spec";

    private Labels() {}
}
