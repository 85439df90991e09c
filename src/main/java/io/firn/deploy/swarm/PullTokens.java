package io.firn.deploy.swarm;

/** Gives the Engine's nodes a credential that is good for one repository of images. */
@FunctionalInterface
interface PullTokens {

    /** A token with which nodes may pull from the repository for a while. */
    String forRepository(String repository);
}
