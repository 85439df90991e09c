/** The target that runs releases as Docker Swarm services. */
@NullMarked
package io.firn.deploy.swarm;

import org.jspecify.annotations.NullMarked;
