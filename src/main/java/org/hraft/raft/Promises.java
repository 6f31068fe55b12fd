package org.hraft.raft;

import org.jspecify.annotations.Nullable;

/**
 * What a server has promised, as it is remembered beside the disk that the log is on: a witness. A
 * disk that silently loses its last transactions makes the server <em>regressed</em> (hazard 37):
 * the witness goes on saying what was promised until the log has reached that again.
 *
 * <p>The witness never says more than was committed. After a power cut between the two a healthy
 * server would otherwise look like one that has lost something. Not thread-safe.
 */
public final class Promises {

    /**
     * What the witness says.
     *
     * @param hardState term and vote
     * @param promised where the log ended when the server last answered for it
     */
    public record Testimony(HardState hardState, LogPosition promised) {

        /** Nothing was promised yet, or nobody remembers. */
        public static final Testimony NONE = new Testimony(HardState.INITIAL, LogPosition.START);
    }

    private HardState hardState;
    private Testimony said;

    /** What the log has to reach again; {@link LogPosition#START}: it has all. */
    private LogPosition missing;

    /**
     * At boot.
     *
     * @param testimony what the witness says
     * @param onDisk term and vote beside the log
     * @param end of the log
     */
    public Promises(Testimony testimony, HardState onDisk, LogPosition end) {
        this.said = testimony;
        this.hardState = newer(onDisk, testimony.hardState());
        this.missing = testimony.promised();
        reached(end);
    }

    /** The later term; in the same one a vote that was given. */
    private static HardState newer(HardState one, HardState other) {
        boolean older = one.currentTerm() < other.currentTerm()
                || (one.currentTerm() == other.currentTerm() && one.votedFor() == null);
        return older ? other : one;
    }

    private void reached(LogPosition end) {
        missing = end.compareTo(missing) < 0 ? missing : LogPosition.START;
    }

    /** The newer one of the term and vote on the disk and those that the witness knows. */
    public HardState hardState() {
        return hardState;
    }

    public boolean isRegressed() {
        return !missing.equals(LogPosition.START);
    }

    /** What the witness has to say of a server whose log ends like this. */
    public Testimony testimony(LogPosition end) {
        return new Testimony(hardState, isRegressed() ? missing : end);
    }

    /**
     * A transaction is about to be committed. Where a leader's entries take the place of others the
     * log may end earlier than before: that is said first.
     *
     * @param changed null if term and vote stay as they are
     * @param end of the log after it
     * @return what the witness has to say before the commit, mostly what it has said last
     */
    public Testimony beforeCommit(@Nullable HardState changed, LogPosition end) {
        hardState = changed == null ? hardState : changed;
        reached(end);
        LogPosition promised = testimony(end).promised();
        return promised.compareTo(said.promised()) < 0
                ? new Testimony(said.hardState(), promised)
                : said;
    }

    /** What it has to say after the commit, before anybody is told. */
    public Testimony afterCommit(LogPosition end) {
        said = testimony(end);
        return said;
    }
}
