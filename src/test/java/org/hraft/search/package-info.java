/**
 * Every behaviour of a small cluster, instead of some of a large one: {@code Search} goes from state
 * to state, breadth first, until no new one is left, and {@code Rules} looks at each step. A state is
 * a {@code Server} for each place, the packets that are under way, and what may still go wrong, its
 * {@code Budget}; {@code Transitions} says which states follow. The servers are the real core: what
 * one does with an input is computed once and remembered, by a copy of its objects ({@code
 * ObjectGraph}), so that millions of states cost thousands of turns.
 *
 * <p>"Every" has these bounds, and a search says nothing of what is beyond them:
 *
 * <ul>
 *   <li>Three servers, and of each trouble as much as the {@code Budget} of the {@code Scope} has.
 *       Elections, and with them terms, are so bounded by the timeouts, entries by the commands and
 *       changes of the members.
 *   <li>As many states as a run may have. A search that ends there has seen all that is so many steps
 *       from the beginning, less one, and some of the rest; the others are told as "to the end".
 *   <li>Packets under way at a time, in most scopes four. A step that would send more is checked, and
 *       nothing that comes after it is.
 *   <li>Where packets have an order, those from one server to another come in the order in which they
 *       were sent, unless a reordering is spent, and are lost only if a loss is. Without an order any of
 *       them is next, and a loss costs nothing: a packet may be under way for ever. Where their number
 *       is limited it then holds a place.
 *   <li>A packet comes twice only if a duplicate is spent; a sender hears of a failure only if that is.
 *   <li>Time has three lengths: a heartbeat, the shortest and the longest election timeout. All
 *       followers draw the longest.
 *   <li>A write is all on the disk or not at all. A process ends between two turns, or in the first
 *       write of one, when its witness knows of that already. A disk forgets two writes at most, while
 *       no process runs.
 *   <li>A snapshot has one chunk, and all limits on bytes are out of reach.
 *   <li>Clients speak to leaders only, and operators ask for the changes that the scope names.
 * </ul>
 *
 * <p>Two states are told apart by 64 bits, which {@code ObjectGraph} mixes of all that is in them. That
 * two of n states have the same by chance, so that one of them is not looked at, has a probability of
 * n&sup2;/2<sup>65</sup>: 3 in a hundred million for a million states, 2 in a hundred thousand for 25
 * million. Each scope has a set of its own. Servers, of which there are thousands, are known by such
 * numbers, too. Servers that differ in nothing but their names are not taken for the same: the core goes by
 * the order of names where it has a choice, so they are not.
 */
@NullMarked
package org.hraft.search;

import org.jspecify.annotations.NullMarked;
