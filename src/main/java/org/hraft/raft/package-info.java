/**
 * Decides: Raft as a function from an input to what must be saved, sent and applied.
 *
 * <p>It imports nothing of ours and nothing that differs from run to run: time and chance come in as
 * arguments, and no collection whose order is salted is used. That is what makes a failed simulation
 * repeatable from its seed. Everything may rest on this package; {@code node}, {@code storage} and
 * {@code transport} do. Start with {@code Raft}, the one door to every change of role.
 *
 * <p>Where the words of the Raft paper (Figures 2 and 13) and of Ongaro's dissertation are:
 *
 * <ul>
 *   <li>currentTerm, votedFor: {@code HardState}; log[]: {@code RaftLog}
 *   <li>commitIndex, lastApplied, the rules for all servers: {@code Raft}
 *   <li>nextIndex[], matchIndex[]: {@code Progress}, of which {@code Replication} keeps one a peer;
 *       pipelining (10.2.1): {@code Window}
 *   <li>the rules for followers, candidates and leaders: the roles of these names
 *   <li>receiver implementation of the RPCs: {@code Receiver}; what they carry: a file each
 *   <li>lastIncludedIndex, lastIncludedTerm, lastConfig: {@code SnapshotMetadata}
 *   <li>C_old and C_new, one server at a time (4.1): {@code Configurations}, {@code Membership} for who
 *       joins, {@code MemberChange} for who leaves or changes
 *   <li>a disk that has lost what it was told to keep, of which the paper does not speak: {@code
 *       Promises}, {@code RaftLog.isRegressed}
 *   <li>logs or states that are not the same where the paper says that they are: {@code ChainHash},
 *       {@code Comparison}, {@code Leader.haltIfOutvoted}
 *   <li>pre-vote (9.6): {@code Candidate}; leadership transfer (3.10): {@code Transfer}, {@code
 *       Succession}; read index (6.4): {@code ReadRounds}
 * </ul>
 */
@NullMarked
package org.hraft.raft;

import org.jspecify.annotations.NullMarked;
