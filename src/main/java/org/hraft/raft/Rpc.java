package org.hraft.raft;

/**
 * What servers say to each other. Every request has exactly one response, and whoever carries them
 * hands a response back together with the request that it answers: a late or repeated response can
 * therefore be recognised by comparing with the present state (hazards 3, 10, 31).
 */
public sealed interface Rpc {

    /** A question of one server to another. */
    sealed interface Request extends Rpc
            permits RequestVote.Request,
                    AppendEntries.Request,
                    InstallSnapshot.Request,
                    TimeoutNow.Request,
                    Propose.Request,
                    ReadIndex.Request,
                    AddServer.Request,
                    ChangeMember.Request,
                    TransferLeadership.Request,
                    DescribeMembers.Request {}

    /** The answer. */
    sealed interface Response extends Rpc
            permits RequestVote.Response,
                    AppendEntries.Response,
                    InstallSnapshot.Response,
                    TimeoutNow.Response,
                    Propose.Response,
                    ReadIndex.Response,
                    AddServer.Response,
                    ChangeMember.Response,
                    TransferLeadership.Response,
                    DescribeMembers.Response {

        /** currentTerm of the answering server, for the asking one to update itself. */
        long term();
    }
}
