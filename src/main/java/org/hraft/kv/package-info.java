/**
 * Is what gets replicated: commands, and the map that they change.
 *
 * <p>The map is an immutable value, for a reader then needs no lock and a snapshot costs nothing but
 * a reference. Applying a command must give the same result on every node, so nothing here looks at
 * a clock or at chance. It imports {@code node} for the port that it fills; {@code storage},
 * {@code api} and {@code server} import it. Start with {@code KeyValueStore}, what a client may ask.
 */
@NullMarked
package org.hraft.kv;

import org.jspecify.annotations.NullMarked;
