package org.hraft.raft;

/**
 * What a follower has, against what its leader has, as far as the two could be compared in this term.
 * By the rules of Raft they never differ; a disk, a memory or a program may be at fault all the same
 * (hazards 21 and 37). Which of the two is wrong, a majority says.
 */
final class Comparison {

    private final RaftLog log;
    private final StateHashes states;

    /** What the leader has said of its state, and this server has not come to yet. */
    private StateHash claim = StateHash.NONE;

    private long equalIndex;
    private long differsAt;

    Comparison(RaftLog log, StateHashes states) {
        this.log = log;
        this.states = states;
    }

    /** After this entry both had the same state; 0: they did not meet yet. */
    long equalIndex() {
        return equalIndex;
    }

    /** Up to this entry both should have the same, and have not; 0: no difference is known. */
    long differsAt() {
        return differsAt;
    }

    /**
     * Takes one more request into account, the log being as it is before that.
     *
     * @param request whose prevLogIndex and prevLogTerm agree with the log
     */
    void look(AppendEntries.Request request) {
        compareLogs(request);
        compareStates(); // what was claimed before
        if (claim.index() <= states.newest().index()) {
            claim = request.state();
            compareStates();
        }
    }

    /** A hash covers all before it, so one place is enough: the last that both have. */
    private void compareLogs(AppendEntries.Request request) {
        long index = request.prevLogIndex();
        long hash = request.prevLogHash();
        for (Entry entry : request.entries()) {
            if (entry.index() > log.lastIndex() || !log.contains(entry.index(), entry.term())) {
                break;
            }
            index = entry.index();
            hash = ChainHash.of(hash, entry);
        }
        if (index >= log.baseIndex() && log.hash(index) != hash) {
            differ(index);
        }
    }

    private void compareStates() {
        if (claim.equals(StateHash.NONE) || !states.holds(claim.index())) {
            return;
        }
        if (states.agreeWith(claim)) {
            equalIndex = claim.index();
        } else {
            differ(claim.index());
        }
    }

    private void differ(long index) {
        differsAt = differsAt == 0 ? index : differsAt;
    }
}
