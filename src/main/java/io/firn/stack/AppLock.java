package io.firn.stack;

import io.firn.detect.Plan;
import io.firn.source.Revision;
import java.time.Instant;
import java.util.UUID;

/**
 * What an app is built with until somebody moves it.
 *
 * @param revision counts the changes of it
 * @param distribution digest of the Nix code and buildpacks
 * @param packageSet where its toolchains come from
 * @param plan the plan of its newest release
 * @param source what that release was made from
 * @param at when it changed last
 */
public record AppLock(
        UUID appId, long revision, String distribution, String packageSet, Plan plan, Revision source, Instant at) {}
