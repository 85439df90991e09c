package io.firn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Asks whoever sits at the terminal. */
final class Questions {
    private Questions() {}

    /** One line of answer; empty at the end of the input, so that a script is never taken to have agreed. */
    static String ask(Session session, String question) {
        session.err().print(question);
        session.err().flush();
        try {
            String line = new BufferedReader(new InputStreamReader(session.in(), StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            return "";
        }
    }
}
