package org.hraft.raft;

/**
 * What a server is at the moment (Figure 4). A variable that has meaning in one role only lives in
 * that role's object and dies with it.
 */
sealed interface Role permits Follower, Candidate, Leader {

    /** Time has passed. */
    void tick(long elapsedNanos);

    /** A peer answered a request that this server sent, perhaps in an earlier role or term. */
    void onAnswer(ServerId from, Rpc.Request request, Rpc.Response response);

    /** A request got no answer. */
    void onFailure(ServerId to, Rpc.Request request);

    /** See {@link Raft#divergence}. */
    String divergence();
}
