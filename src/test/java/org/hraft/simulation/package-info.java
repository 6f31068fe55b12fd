/**
 * The core among others of its kind, without a thread, a clock or a socket. {@code ScenarioTest}
 * plays the files of {@code src/test/resources/scenarios}: each is a short story of a few servers,
 * with commands at the margin and, indented below each, what the servers say and do because of it.
 */
@NullMarked
package org.hraft.simulation;

import org.jspecify.annotations.NullMarked;
