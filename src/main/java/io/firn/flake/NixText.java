package io.firn.flake;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;

/** Text as a string of the Nix language. The only way in which a value gets into generated Nix code. */
final class NixText {
    private NixText() {}

    /** A double-quoted string that evaluates to exactly this text. */
    static String string(String text) {
        var quoted = new StringBuilder(text.length() + 2).append('"');
        for (int n = 0; n < text.length(); n++) {
            char c = text.charAt(n);
            switch (c) {
                // every dollar, not only "${": two of them before a brace mean something else again
                case '"', '\\', '$' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\0' -> throw unwritable();
                default -> quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static Fault unwritable() {
        return Fault.of(
                FaultCode.INVALID,
                "Could not write a text into the flake: it holds a NUL character, which Nix cannot hold.",
                "Remove that character from the repository's settings.");
    }
}
