package io.firn.cli;

import io.firn.fault.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of Firn. {@code topic verb} and {@code topic:verb} are the same. */
@Command(
        name = "firn",
        description = "Push a repository, get a URL. Builds with Nix, runs with zero loss.",
        mixinStandardHelpOptions = true,
        versionProvider = Firn.Version.class,
        subcommands = {
            AppsCommand.class,
            DeployCommand.class,
            BuildsCommand.class,
            LogsCommand.class,
            ReleasesCommand.class,
            RollbackCommand.class,
            PsCommand.class,
            ScaleCommand.class,
            ConfigCommand.class,
            NodesCommand.class,
            CacheCommand.class,
            TokenCommand.class,
            CachesCommand.class,
            KeysCommand.class,
            DetectCommand.class,
            PlanCommand.class,
            UpgradeCommand.class,
            EjectCommand.class,
            GitCommand.class,
            OpenCommand.class,
            WhoAmICommand.class,
            OperationsCommand.class,
            PackagesCommand.class,
            RuntimesCommand.class,
            RegistriesCommand.class,
            SecretsCommand.class
        },
        footer = {
            "",
            "up, down, status, demo and test belong to the launcher: ./firn --help.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 not allowed."
        })
public final class Firn implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private Firn() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // a command writes no log, and need not say so
        Session session = Session.ofThisProcess();
        int code = run(session, arguments);
        session.flush();
        System.exit(code);
    }

    static int run(Session session, String... arguments) {
        var factory = new Parts(session);
        CommandLine line = new CommandLine(new Firn(), factory)
                .setOut(session.out())
                .setErr(session.err())
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((problem, command, parsed) -> failed(session, problem, arguments))
                .setParameterExceptionHandler(Firn::misused);
        return line.execute(words(arguments));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** {@code apps:create x} becomes {@code apps create x}; only the first word is a topic. */
    private static String[] words(String[] arguments) {
        if (arguments.length == 0 || !arguments[0].matches("[a-z-]+:[a-z-]+")) {
            return arguments;
        }
        List<String> words = new ArrayList<>(List.of(arguments[0].split(":", 2)));
        words.addAll(Arrays.asList(arguments).subList(1, arguments.length));
        return words.toArray(String[]::new);
    }

    private static int failed(Session session, Exception problem, String[] arguments) {
        if (problem instanceof Fault fault) {
            session.problem(fault, Arrays.asList(arguments).contains("--json"));
            return fault.code().exitCode();
        }
        if (problem instanceof Failed) {
            return 1;
        }
        session.err()
                .println("Could not run the command: " + problem
                        + ". This is a defect of Firn; report it with this line.");
        if (session.environment("FIRN_DEBUG").isPresent()) {
            problem.printStackTrace(session.err());
        }
        return 1;
    }

    private static int misused(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        var err = command.getErr();
        err.println("Could not read the command line: " + problem.getMessage() + ".");
        CommandLine.UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("Type: " + command.getCommandSpec().qualifiedName() + " --help.");
        return 2;
    }

    /** Says the version that the jar was built as. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Firn.class.getPackage().getImplementationVersion();
            return new String[] {"firn " + (version == null ? "unpackaged" : version)};
        }
    }
}
