package io.firn.pipeline;

/** Thrown inside a run that was given up, to leave the step that is at work. Never leaves this room. */
final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped(String reason) {
        super(reason, null, false, false);
    }
}
