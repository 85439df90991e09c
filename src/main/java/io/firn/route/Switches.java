package io.firn.route;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalInt;
import java.util.UUID;

/** The switch files: for each app the number of its live release, which the proxy reads at each request. */
final class Switches {
    private final Path folder;

    Switches(Path folder) {
        this.folder = folder;
    }

    /** Makes a release the one that answers; holds from the moment this returns. Empty: none answers. */
    void set(UUID appId, OptionalInt release) {
        String wanted = release.isPresent() ? Integer.toString(release.getAsInt()) : "";
        Path file = folder.resolve(appId.toString());
        try {
            if (read(file).equals(wanted)) {
                return;
            }
            Path fresh = Files.createTempFile(
                    folder,
                    ".switch",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
            Files.writeString(fresh, wanted);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not switch the route: '" + file + "' cannot be written.",
                            "Check that the data folder has room and belongs to this service.")
                    .causedBy(e);
        }
    }

    /** Forgets an app. */
    void remove(UUID appId) {
        try {
            Files.deleteIfExists(folder.resolve(appId.toString()));
        } catch (IOException e) {
            // An unused file of two bytes; the next start may remove it.
        }
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException none) {
            return "\0none";
        }
    }
}
