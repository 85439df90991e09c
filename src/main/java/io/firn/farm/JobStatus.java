package io.firn.farm;

import io.firn.nix.StorePath;
import java.util.ArrayList;
import java.util.List;

/**
 * How a job stands on its builder.
 *
 * @param state where it is
 * @param exit exit status of the build, once ended
 * @param stopped why it was ended before its time, or is of no use
 * @param logBytes size of its log
 * @param outputs what was built, where the exit status is zero
 * @param memoryPeak bytes that its processes had at most; 0 where it was not measured
 */
public record JobStatus(State state, int exit, Stop stopped, long logBytes, List<StorePath> outputs, long memoryPeak) {

    /** Where a job is. */
    public enum State {
        /** Its unit runs. */
        RUNNING,
        /** It left its exit status. */
        ENDED,
        /** Neither unit nor exit status: never started, or the machine restarted under it. */
        GONE
    }

    /** Why a job was ended before its time. */
    public enum Stop {
        /** It was not. */
        NO,
        /** Somebody stopped its unit. */
        STOPPED,
        /** It ran longer than its limit. */
        TIME_LIMIT,
        /** It printed more than its limit. */
        LOG_LIMIT,
        /** It had more memory than its limit. */
        MEMORY_LIMIT,
        /** It was built, but what Nix there says of it cannot be read. */
        UNREADABLE
    }

    public JobStatus {
        outputs = List.copyOf(outputs);
    }

    /** Whether it ended well. */
    public boolean succeeded() {
        return state == State.ENDED && exit == 0 && stopped == Stop.NO;
    }

    /** Reads what {@code firn-build status} prints. */
    static JobStatus parse(String text) {
        State state = State.GONE;
        Stop stopped = Stop.NO;
        int exit = -1;
        long logBytes = 0;
        long memory = 0;
        var outputs = new ArrayList<StorePath>();
        for (String line : text.lines().toList()) {
            int equals = line.indexOf('=');
            if (equals < 0) {
                continue;
            }
            String value = line.substring(equals + 1);
            switch (line.substring(0, equals)) {
                case "state" -> state = State.valueOf(value.toUpperCase(java.util.Locale.ROOT));
                case "exit" -> exit = Integer.parseInt(value);
                case "why" -> stopped = stop(value);
                case "log" -> logBytes = Long.parseLong(value);
                case "memory" -> memory = Long.parseLong(value);
                case "out" -> outputs.add(StorePath.parse(value));
                default -> {
                    // A later script may say more.
                }
            }
        }
        return new JobStatus(state, exit, stopped, logBytes, outputs, memory);
    }

    private static Stop stop(String why) {
        return switch (why) {
            case "" -> Stop.NO;
            case "time-limit" -> Stop.TIME_LIMIT;
            case "log-limit" -> Stop.LOG_LIMIT;
            case "memory-limit" -> Stop.MEMORY_LIMIT;
            case "unreadable" -> Stop.UNREADABLE;
            default -> Stop.STOPPED;
        };
    }
}
