package io.firn.cli;

/** Ends a command with exit code 1 after everything has been said. */
final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failed() {
        super("said already", null, false, false);
    }
}
