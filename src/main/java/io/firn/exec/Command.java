package io.firn.exec;

import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is to be run, as a value: argv, environment, standard input, limits. Building one runs nothing; only an
 * {@link Executor} does. There is no shell: each argument reaches the program as it stands.
 *
 * @param argv program and arguments, at least one
 * @param env variables added to the environment
 * @param stdin opens standard input; null for none
 * @param timeout after this the whole process tree is killed
 * @param maxOutput bytes of output kept; more is a {@code TOO_LARGE} fault, unless the output is streamed
 * @param pace what a transfer has to move at least; null for commands that may be silent
 * @param secrets texts that no log, message or {@code toString} may show
 */
public record Command(
        List<String> argv,
        Map<String, String> env,
        @Nullable Supplier<InputStream> stdin,
        Duration timeout,
        long maxOutput,
        @Nullable Pace pace,
        Set<String> secrets) {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(1);
    private static final long DEFAULT_MAX_OUTPUT = 16L * 1024 * 1024;

    /** Without a least pace. */
    public Command(
            List<String> argv,
            Map<String, String> env,
            @Nullable Supplier<InputStream> stdin,
            Duration timeout,
            long maxOutput,
            Set<String> secrets) {
        this(argv, env, stdin, timeout, maxOutput, null, secrets);
    }

    public Command {
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a command needs a program");
        }
        argv = List.copyOf(argv);
        env = Map.copyOf(env);
        secrets = Set.copyOf(secrets);
    }

    /** A command with one minute and 16 MiB of output, no input and no extra environment. */
    public static Command of(String... argv) {
        return of(List.of(argv));
    }

    /** As {@link #of(String...)}. */
    public static Command of(List<String> argv) {
        return new Command(argv, Map.of(), null, DEFAULT_TIMEOUT, DEFAULT_MAX_OUTPUT, null, Set.of());
    }

    /** The same command with more arguments. */
    public Command with(String... more) {
        var longer = new ArrayList<>(argv);
        longer.addAll(List.of(more));
        return new Command(longer, env, stdin, timeout, maxOutput, pace, secrets);
    }

    /** The same command with one more environment variable. */
    public Command withEnv(String name, String value) {
        var more = new LinkedHashMap<>(env);
        more.put(name, value);
        return new Command(argv, more, stdin, timeout, maxOutput, pace, secrets);
    }

    /** The same command reading what the supplier opens. */
    public Command withStdin(Supplier<InputStream> input) {
        return new Command(argv, env, input, timeout, maxOutput, pace, secrets);
    }

    /** The same command with another time limit. */
    public Command within(Duration limit) {
        return new Command(argv, env, stdin, limit, maxOutput, pace, secrets);
    }

    /** The same command with another limit on kept output, in bytes. */
    public Command keeping(long bytes) {
        return new Command(argv, env, stdin, timeout, bytes, pace, secrets);
    }

    /** The same command as a transfer that is given up where it hardly moves. */
    public Command moving(Pace least) {
        return new Command(argv, env, stdin, timeout, maxOutput, least, secrets);
    }

    /** The same command, with a text that must never be shown. */
    public Command hiding(String secret) {
        var more = new HashSet<>(secrets);
        more.add(secret);
        return new Command(argv, env, stdin, timeout, maxOutput, pace, more);
    }

    /** Opens standard input, where there is one. */
    public Optional<InputStream> openStdin() {
        return Optional.ofNullable(stdin).map(Supplier::get);
    }

    /** For people: the argv with secrets replaced by {@code ***}. */
    @Override
    public String toString() {
        String text = String.join(" ", argv);
        for (String secret : secrets) {
            text = text.replace(secret, "***");
        }
        return text;
    }
}
