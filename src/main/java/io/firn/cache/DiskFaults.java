package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.util.Locale;

/** Tells a full disk from a broken one. */
final class DiskFaults {
    private DiskFaults() {}

    static Fault of(String couldNot, IOException cause) {
        String why = String.valueOf(cause.getMessage());
        String lower = why.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("disk quota")) {
            return Fault.of(
                            FaultCode.NO_CAPACITY,
                            "Could not " + couldNot + ": no space is left in the blob store.",
                            "Make room there, then try again; nothing half written was kept.")
                    .causedBy(cause);
        }
        return Fault.of(
                        FaultCode.UNAVAILABLE,
                        "Could not " + couldNot + ": " + why + ".",
                        "Look at the disk and at the permissions of the folder.")
                .causedBy(cause);
    }
}
