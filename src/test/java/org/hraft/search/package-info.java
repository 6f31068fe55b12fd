/**
 * Every behaviour of a small cluster, instead of some of a large one: {@code Search} goes from state
 * to state, breadth first, until no new one is left, and {@code Rules} looks at each step. A state is
 * a {@code Server} for each place, the packets that are under way, and what may still go wrong, its
 * {@code Budget}; {@code Transitions} says which states follow. The servers are the real core: what
 * one does with an input is computed once and remembered, by a copy of its objects ({@code
 * ObjectGraph}), so that millions of states cost thousands of turns.
 */
@NullMarked
package org.hraft.search;

import org.jspecify.annotations.NullMarked;
