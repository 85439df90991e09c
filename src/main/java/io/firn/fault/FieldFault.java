package io.firn.fault;

/**
 * One wrong field of a request.
 *
 * @param field path of the field as the caller wrote it, for instance {@code roles[0]}
 * @param message what is wrong with it and what would be right
 */
public record FieldFault(String field, String message) {}
