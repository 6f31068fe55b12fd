/**
 * Paper tests of the pure core: one for each rule, named after it, with the section of the Raft
 * paper (extended version) or of Ongaro's dissertation that states it. "Figure 2" to "Figure 8" and
 * sections 5.x are the paper's, the other sections the dissertation's.
 *
 * <p>{@link Notation} is the vocabulary, {@link Core} one server driven by hand, {@link Cluster}
 * some of them with a network between.
 */
@NullMarked
package org.hraft.raft;

import org.jspecify.annotations.NullMarked;
