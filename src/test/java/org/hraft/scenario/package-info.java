/**
 * The core among others of its kind, without a thread, a clock or a socket. {@code ScenarioTest}
 * plays the files of {@code src/test/resources/scenarios}: each is a short story of a few servers,
 * with commands at the margin and, indented below each, what the servers say and do because of it.
 *
 * <pre>
 * nodes 3 [learners 4]   servers that agree on their members; log, term: other disks than these
 * limits append 100      also uncommitted, tail, chunk and kept, in bytes, and requests, how many
 *                        with entries are under way to each; before nodes
 * campaign 1             as much time passes for it as it takes to ask for votes
 * advance 1 2 150ms      time passes for these servers and for nobody else
 * propose 1 x y, read 1 a       what clients want; propose 2&gt;1 x: forwarded
 * read 1 a unconfirmed          without a round of heartbeats; read 2&gt;1 [unconfirmed]: forwarded
 * add 1 4, remove 1 3, demote, promote [based-on 7] [dry-run]      server 1 is asked about another
 * transfer 1 [to 2]      server 1 is asked to hand over
 * deliver 1&gt;2 [one], deliver round, deliver all    what arrives: there, now, until quiet
 * drop, fail, duplicate, reorder, delay and release 1&gt;2     what else becomes of it
 * timeout 1&gt;2            the caller gives up on calls that were lost
 * cut 1, cut 1&gt;2, heal   everything that is said over a cut is lost
 * crash 1 [lose-unsynced], restart 1
 * slow 1, persist 1, fast 1      its writes take until they are finished by command
 * compact 1 [to 4]       its next write removes the entries that nobody needs
 * gather 1, turn 1       several inputs in one turn of its loop
 * elect 1                an election without its details; quietly ...: any command without them
 * expect 1 leader term 2 commit 5 ...     see Expectations
 * </pre>
 *
 * <p>What is proposed is a key, so the state that a snapshot brings is a list of words.
 *
 * <p>A file is named after its rule and begins with the section or the hazard that the rule is from;
 * {@code grep -l "Section 7" *} finds the others. Together they tell:
 *
 * <ul>
 *   <li>elections, votes and pre-votes (5.2, 5.4.1, 9.6), and how a leader keeps and loses its office
 *       (4.2.3, 6.2);
 *   <li>the log: what is appended, searched, cut and committed (5.3, 5.4.2, figures 7 and 8);
 *   <li>snapshots and logs that have lost their beginning (7, Figure 13);
 *   <li>members who come, go and change (4.1, 4.2), and leadership that is handed over (3.10);
 *   <li>reads (6.4);
 *   <li>crashes and slow disks: what is saved before what is said (Figure 2, persistent state).
 * </ul>
 *
 * <p>{@code mvn test -Dtest=ScenarioTest -Dscenarios.rewrite=true} writes the output anew.
 */
@NullMarked
package org.hraft.scenario;

import org.jspecify.annotations.NullMarked;
