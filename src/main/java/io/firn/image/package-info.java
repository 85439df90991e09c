/** OCI images of closures, and the registry door that serves them. Layers are made from NARs while they are sent. */
@NullMarked
package io.firn.image;

import org.jspecify.annotations.NullMarked;
