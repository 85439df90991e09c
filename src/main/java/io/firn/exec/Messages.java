package io.firn.exec;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.time.Duration;
import java.util.Collection;

/** What people are told when a command could not be run at all. */
final class Messages {
    private Messages() {}

    /** The program's name without its folder: argv may be long and is for the operator's log. */
    static String program(Command command) {
        String program = command.argv().getFirst();
        return hide(program.substring(program.lastIndexOf('/') + 1), command.secrets());
    }

    static String hide(String text, Collection<String> secrets) {
        String hidden = text;
        for (String secret : secrets) {
            if (!secret.isEmpty()) {
                hidden = hidden.replace(secret, "***");
            }
        }
        return hidden;
    }

    static Fault tooLong(Command command, String place, Duration limit) {
        return Fault.of(
                FaultCode.TIMEOUT,
                "Could not finish '" + program(command) + "' on " + place + ": it took longer than " + seconds(limit)
                        + ", and was killed.",
                "See what that machine is busy with, then try again.");
    }

    static Fault lost(Command command, String place, String reason) {
        return Fault.of(
                FaultCode.UNAVAILABLE,
                "Could not finish '" + program(command) + "' on " + place + ": " + reason + ".",
                "See that the machine is up and reachable, then try again.");
    }

    static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
