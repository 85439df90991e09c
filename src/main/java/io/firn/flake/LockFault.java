package io.firn.flake;

import io.firn.detect.Texts;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;

/** Refusals of lock files, each naming the entry. */
public final class LockFault {
    private LockFault() {}

    /** An entry that cannot be used. */
    public static Fault entry(String file, String entry, String reason, String hint) {
        return Fault.of(
                FaultCode.UNSUPPORTED,
                "Could not use the entry \"" + Texts.shown(entry) + "\" of " + file + ": " + reason + ".",
                hint);
    }

    /** A file that cannot be used. */
    public static Fault file(String file, String reason, String hint) {
        return Fault.of(FaultCode.UNSUPPORTED, "Could not use " + file + ": " + reason + ".", hint);
    }
}
