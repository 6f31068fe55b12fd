/** Tests of the client's API: its parts alone, and its contract as a table for any server. */
@NullMarked
package org.hraft.api;

import org.jspecify.annotations.NullMarked;
