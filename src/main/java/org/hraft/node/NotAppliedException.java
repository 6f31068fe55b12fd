package org.hraft.node;

/** The request certainly had no effect and may be repeated. The message says why, for a person. */
public final class NotAppliedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why a request could not be served. */
    public enum Reason {
        /** No leader could be found or reached, or it could not confirm that it still leads. */
        NO_LEADER,
        /** Too many requests wait. */
        OVERLOADED,
        /** The disk of this server is nearly full. */
        NO_SPACE,
        /** The server is shutting down. */
        STOPPING,
        /** The server stopped taking part after an error; see its status. */
        HALTED,
        /** This server may be older than the read allows. */
        TOO_OLD,
        /** This server did not get as far as the read demands, in the time that a request has. */
        BEHIND,
        /** A live member holds the name or the address of the one to be added. */
        MEMBER_CONFLICT,
        /** No member has the name. */
        UNKNOWN_MEMBER,
        /** The members are not those any more that the request is based on. */
        MEMBERS_CHANGED,
        /** The change of the members would do harm, or has to wait for another one. */
        CHANGE_REFUSED,
        /** The server cannot take leadership over, or another one is taking it over. */
        TRANSFER_REFUSED,
        /** Another server leads now than the one that was to. */
        TRANSFER_GIVEN_UP
    }

    private final Reason reason;

    public NotAppliedException(Reason reason, String message) {
        super(message, null, false, false); // an expected answer: no stack trace
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
