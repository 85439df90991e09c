package io.firn.schedule;

import java.time.Instant;
import java.util.UUID;

/** A build that holds a slot, and what of the machine it was given. */
public record Running(UUID job, UUID machine, Prediction prediction, Instant since) {}
