/**
 * Which build goes where next, and why the others wait. Pure: the same queue, machines, history and time give the same answer,
 * so that a simulation and the service run the same code.
 */
@NullMarked
package io.firn.schedule;

import org.jspecify.annotations.NullMarked;
