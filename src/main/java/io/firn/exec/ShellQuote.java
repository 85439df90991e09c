package io.firn.exec;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The only place where argv becomes a line for a POSIX shell. SSH's exec request carries one string that the far end's login
 * shell reads, so each argument is put between single quotes, inside which a shell sees nothing special.
 */
final class ShellQuote {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private ShellQuote() {}

    /** A line that replaces the shell by the program, with exactly these arguments and additional variables. */
    static String line(List<String> argv, Map<String, String> env) {
        var line = new StringBuilder("exec");
        if (!env.isEmpty()) {
            line.append(" env");
            new TreeMap<>(env).forEach((name, value) -> line.append(' ').append(assignment(name, value)));
        }
        argv.forEach(argument -> line.append(' ').append(quote(argument)));
        return line.toString();
    }

    /** One argument, so that the shell hands on exactly its bytes. */
    static String quote(String argument) {
        if (argument.indexOf('\0') >= 0) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not pass an argument to a program: it holds a NUL byte, which no argument can.",
                    "Remove the NUL byte.");
        }
        // A first word like a=b would be an assignment, and '-x' is harmless to the shell: only plain words stay bare.
        return PLAIN.matcher(argument).matches() && argument.indexOf('=') < 0
                ? argument
                : "'" + argument.replace("'", "'\\''") + "'";
    }

    private static String assignment(String name, String value) {
        if (!VARIABLE.matcher(name).matches()) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not set the variable '" + name + "': a name has only letters, digits and '_'.",
                    "Rename the variable.");
        }
        return quote(name + "=" + value);
    }
}
