package io.firn.mirror;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The order in which registries are asked for an app that has one of its own: its own, then the installation's. Registries answer for
 * strangers' packages as they like, so a refusal of the app's own does not lose it a public package; where nobody else has it, or can
 * be asked, the refusal is what is told.
 */
final class OwnFirst {
    private OwnFirst() {}

    /** One question to a registry; empty where it does not have what is asked for. */
    @FunctionalInterface
    interface Question<T> {
        Optional<T> ask() throws IOException;
    }

    /**
     * The first answer.
     *
     * @param base the app's own registry
     * @param file what is asked for, for people
     */
    static <T> Optional<T> ask(
            Base base, String registry, String file, Question<T> own, Supplier<Optional<T>> elsewhere) {
        try {
            Optional<T> found = own.ask();
            return found.isPresent() ? found : elsewhere.get();
        } catch (IOException refusal) {
            return Optional.of(orNowhere(elsewhere)
                    .orElseThrow(() -> refused(registry, file, String.valueOf(refusal.getMessage()), base)));
        }
    }

    private static <T> Optional<T> orNowhere(Supplier<Optional<T>> elsewhere) {
        try {
            return elsewhere.get();
        } catch (Fault nobodyToAsk) {
            return Optional.empty();
        }
    }

    /** No registry has the file, and the app's own would not say: most likely its key is the cause. */
    static Fault refused(String registry, String file, String why, Base base) {
        return Fault.of(
                FaultCode.BUILD_FAILED,
                "Could not fetch '" + file + "' from the app's registry '" + registry + "': " + why + ".",
                hint(registry, base));
    }

    /** What to do about an app's own registry that does not give a file. */
    static String hint(String registry, Base base) {
        return "Look at the app's registry and set its key anew: firn registries set " + registry + " " + base;
    }
}
