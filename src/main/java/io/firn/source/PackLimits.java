package io.firn.source;

/**
 * How much one push may bring. Sizes are those after decompression, so that a small pack of zeros counts as what it becomes.
 *
 * @param pack bytes of the pack as sent
 * @param file bytes of the largest single object
 * @param unpacked bytes of all objects together
 * @param objects number of objects
 */
public record PackLimits(long pack, long file, long unpacked, long objects) {}
