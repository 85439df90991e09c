package io.firn.route;

import io.firn.deploy.Endpoint;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;

/**
 * The files that the proxy reads at each request: for each app the number of the lane that answers, and for each lane the
 * addresses of its instances, one for each slot. A change is the renaming of a file, so it holds at once and for all
 * connections, and nothing is reloaded.
 */
final class Switches {
    private static final String LIVE = "live";
    private static final List<Integer> SLOTS = List.of(6, 12, 24, 60, 120, 240);

    private final Path folder;

    Switches(Path folder) {
        this.folder = folder;
    }

    /** The file that names the lane that answers. */
    Path live(UUID appId) {
        return folder.resolve(appId.toString()).resolve(LIVE);
    }

    /** The file that names the instance in a slot. */
    Path slot(UUID appId, int lane, int slot) {
        return folder.resolve(appId.toString()).resolve(Integer.toString(lane)).resolve(Integer.toString(slot));
    }

    /** Slots that each lane has: enough for its instances, and with many divisors so that all get the same share. */
    static int slots(AppRoute route) {
        return SLOTS.stream().filter(n -> n >= route.widest()).findFirst().orElse(SLOTS.getLast());
    }

    /** Puts the instances into the lanes. Lanes without instances keep what they had, for requests that just began. */
    void fill(AppRoute route) {
        int slots = slots(route);
        route.lanes().forEach((lane, instances) -> {
            for (int slot = 0; slot < slots && !instances.isEmpty(); slot++) {
                Endpoint instance = instances.get(slot % instances.size());
                write(slot(route.appId(), lane, slot), instance.toString());
            }
        });
    }

    /** Lets the route's live lane answer; holds from the moment this returns. */
    void turn(AppRoute route) {
        write(
                live(route.appId()),
                route.answering().isPresent()
                        ? Integer.toString(route.answering().getAsInt())
                        : "");
    }

    /** Forgets all apps but these. */
    void keepOnly(List<UUID> apps) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var children = Files.list(folder)) {
            children.filter(p -> apps.stream().noneMatch(a -> p.endsWith(a.toString())))
                    .forEach(Switches::delete);
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    private static void delete(Path tree) {
        try (var all = Files.walk(tree)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw failed(tree, e);
        }
    }

    private static void write(Path file, String text) {
        try {
            if (read(file).equals(text)) {
                return;
            }
            Files.createDirectories(file.getParent());
            Path fresh = file.resolveSibling(
                    "." + file.getFileName() + "." + ProcessHandle.current().pid() + "."
                            + Thread.currentThread().threadId());
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException none) {
            return "\0none";
        }
    }

    private static Fault failed(Path file, IOException e) {
        return Fault.of(
                        FaultCode.UNAVAILABLE,
                        "Could not switch the route: '" + file + "' cannot be written.",
                        "Check that the data folder has room and belongs to this service.")
                .causedBy(e);
    }
}
