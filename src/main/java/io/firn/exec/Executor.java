package io.firn.exec;

/**
 * The one gate through which processes start, on this machine or on a node over SSH. Retry, timing and limits are decorators
 * around it. A non-zero exit is a result, not an exception; not being able to run at all is a
 * {@link io.firn.fault.Fault} ({@code UNAVAILABLE}, {@code TIMEOUT}).
 */
public interface Executor {

    /** Runs to the end and returns what was printed. */
    Result run(Command command);

    /**
     * Runs to the end and hands standard output to the sink as it arrives (the sink is not closed); standard error is kept
     * in the result. Used for NARs, logs and other long output.
     */
    Result stream(Command command, OutputSink sink);

    /** Where this executor runs things, for messages: {@code here} or {@code root@10.0.0.2}. */
    String place();
}
