package io.firn.schedule;

import java.util.List;

/**
 * Why a build waits.
 *
 * @param summary one sentence
 * @param possible whether some machine can take it sooner or later
 * @param obstacles for each machine why it does not take it now
 */
public record Waiting(String summary, boolean possible, List<Obstacle> obstacles) {
    public Waiting {
        obstacles = List.copyOf(obstacles);
    }
}
