package org.hraft.node;

/**
 * A server that is to become a member.
 *
 * @param id its name
 * @param incarnation empty if somebody else announces the server; then it is asked for it
 * @param raftAddress {@code host:port} where its peers reach it
 * @param httpAddress {@code host:port} where its clients reach it, may be empty
 */
public record JoinRequest(String id, String incarnation, String raftAddress, String httpAddress) {}
