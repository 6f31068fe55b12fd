package org.hraft.kv;

/** What a command did, the same on every server. */
public enum Result {
    /** A Put set a key that was not there. */
    CREATED,
    /** A Put set a key that was there. */
    REPLACED,
    /** A PutAll set all its keys. */
    WRITTEN,
    /** A Delete removed a key. */
    DELETED,
    /** A Delete found nothing to remove. */
    ABSENT,
    /** The bytes are no command that this version knows; nothing changed. */
    NOT_UNDERSTOOD
}
