package io.firn.detect;

import org.jspecify.annotations.Nullable;

/**
 * Why a field of a plan has its value.
 *
 * @param field which field
 * @param value its value
 * @param file where it was found; none where it is a default
 * @param because one sentence part for people
 */
public record Evidence(String field, String value, @Nullable String file, String because) {}
