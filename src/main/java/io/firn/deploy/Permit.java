package io.firn.deploy;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.function.BooleanSupplier;

/**
 * Leave to change the world, asked for again right before each change: a control plane that was frozen past its lease finds
 * out here that another one has taken over.
 */
@FunctionalInterface
public interface Permit {

    /** Returns where the caller may still act; throws {@code CONFLICT} where somebody else has taken over. */
    void check();

    /** A permit that lasts as long as the condition holds, for instance {@code Permit.during(lease::held)}. */
    static Permit during(BooleanSupplier held) {
        return () -> {
            if (!held.getAsBoolean()) {
                throw Fault.of(
                        FaultCode.CONFLICT,
                        "Could not go on: another control plane has taken this work over.",
                        "Nothing to do; it goes on there.");
            }
        };
    }
}
