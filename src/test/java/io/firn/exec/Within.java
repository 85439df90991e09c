package io.firn.exec;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs commands in another place by words before them.
 *
 * @param executor runs the whole
 * @param words what leads there: {@code chroot FOLDER}, say
 */
public record Within(Executor executor, List<String> words) implements Executor {
    private Command there(Command command) {
        var argv = new ArrayList<>(words);
        argv.addAll(command.argv());
        return new Command(
                argv, command.env(), command.stdin(), command.timeout(), command.maxOutput(), command.secrets());
    }

    @Override
    public Result run(Command command) {
        return executor.run(there(command));
    }

    @Override
    public Result stream(Command command, OutputSink sink) {
        return executor.stream(there(command), sink);
    }

    @Override
    public String place() {
        return String.join(" ", words);
    }
}
