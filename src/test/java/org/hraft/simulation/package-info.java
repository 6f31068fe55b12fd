/**
 * Whole servers under every fault that a seed can draw, in virtual time and in one thread. {@code
 * Simulation} plays one seed: {@code Swarm} says which faults are on, {@code Nemesis} inflicts
 * them, {@code SimulatedClient}s write and read meanwhile. After every turn of a server {@code
 * SafetyChecker} looks at all of them; at the end everything is healed and must converge, and {@code
 * LinearizabilityChecker} judges what the clients saw. The servers are the real {@code RaftNode},
 * core and map; only disk, network and clock are made up, so that a seed repeats to the last bit.
 */
@NullMarked
package org.hraft.simulation;

import org.jspecify.annotations.NullMarked;
