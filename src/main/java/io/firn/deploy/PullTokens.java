package io.firn.deploy;

/** Gives nodes a credential that is good for one repository of images. */
@FunctionalInterface
public interface PullTokens {

    /** A token with which nodes may pull from the repository for a while. */
    String forRepository(String repository);
}
