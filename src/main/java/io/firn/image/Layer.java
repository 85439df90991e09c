package io.firn.image;

/**
 * A layer by content; the bytes are made when they are asked for.
 *
 * @param digest {@code sha256:…} of the tar, which is both its digest and its diffID
 * @param size bytes of the tar
 * @param content what it is made from
 */
record Layer(String digest, long size, LayerContent content) {}
