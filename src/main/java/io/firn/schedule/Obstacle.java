package io.firn.schedule;

/**
 * Why one machine does not take a build.
 *
 * @param lasting whether only an operator can change it, not the end of another build
 * @param sentence for people: {@code 4 of 4 slots are taken, room is expected in about 40 s}
 */
public record Obstacle(String machine, boolean lasting, String sentence) {}
