package io.firn.exec;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/** How a machine takes what it is to run: SSH itself only carries one text. */
public enum SshDoor {
    /** A login shell reads the text, so every argument is quoted for it. */
    SHELL {
        @Override
        String line(Command command) {
            return ShellQuote.line(command.argv(), command.env());
        }

        @Override
        byte[] header(Command command) {
            return new byte[0];
        }
    },
    /**
     * sshd starts {@code firn-shell} whatever the text says. It reads from its standard input the number of variables, the
     * number of words, the variables and the words, each ended by a NUL byte; the rest is the program's own input.
     */
    FORCED {
        @Override
        String line(Command command) {
            return "firn-argv 1";
        }

        @Override
        byte[] header(Command command) {
            var header = new ByteArrayOutputStream();
            word(header, String.valueOf(command.env().size()));
            word(header, String.valueOf(command.argv().size()));
            new TreeMap<>(command.env()).forEach((name, value) -> word(header, name + "=" + value));
            words(header, command.argv());
            return header.toByteArray();
        }
    };

    /** The text of SSH's exec request. */
    abstract String line(Command command);

    /** What standard input begins with. */
    abstract byte[] header(Command command);

    private static void words(ByteArrayOutputStream out, List<String> words) {
        words.forEach(word -> word(out, word));
    }

    private static void word(ByteArrayOutputStream out, String word) {
        if (word.indexOf('\0') >= 0) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not pass an argument to a program: it holds a NUL byte, which no argument can.",
                    "Remove the NUL byte.");
        }
        out.writeBytes(word.getBytes(StandardCharsets.UTF_8));
        out.write(0);
    }
}
