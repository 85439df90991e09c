package io.firn.exec;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.ByteArrayOutputStream;

/** Keeps all of a command's output, up to the command's limit; more stops the command. */
final class Captured implements OutputSink {
    private final Command command;
    private final String place;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    Captured(Command command, String place) {
        this.command = command;
        this.place = place;
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) {
        if (kept.size() + (long) length > command.maxOutput()) {
            throw Fault.of(
                    FaultCode.TOO_LARGE,
                    "Could not keep what '" + Messages.program(command) + "' prints on " + place + ": it is more than "
                            + command.maxOutput() + " bytes.",
                    "Ask for less, or stream the output.");
        }
        kept.write(bytes, offset, length);
    }

    byte[] bytes() {
        return kept.toByteArray();
    }
}
