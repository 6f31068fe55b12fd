package org.hraft.node;

/**
 * Who leads.
 *
 * @param id name of the leader
 * @param httpAddress where its clients reach it, empty if unknown
 * @param term of its leadership
 */
public record Leadership(String id, String httpAddress, long term) {}
