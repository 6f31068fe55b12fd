package org.hraft.transport;

import org.hraft.node.Envelope;
import org.hraft.raft.AppendEntries;
import org.hraft.raft.Rpc;

import java.io.IOException;

/**
 * The bodies of {@link Frame}s: {@link RaftJson}, or {@link RaftBinary} where it has a form and the
 * reader knows it. No state, for any thread.
 */
final class Messages {

    /**
     * @param binary the reader reads that form
     */
    static byte[] write(Envelope envelope, boolean binary) {
        return binary && RaftBinary.has(envelope.request())
                ? RaftBinary.write(envelope)
                : RaftJson.write(envelope);
    }

    /**
     * @throws IOException for whatever is wrong with it
     */
    static Envelope readEnvelope(byte[] message) throws IOException {
        return RaftBinary.isForm(message)
                ? RaftBinary.readEnvelope(message)
                : RaftJson.readEnvelope(message);
    }

    /**
     * @param binary the caller has used that form itself
     */
    static byte[] write(Rpc.Response response, boolean binary) {
        return binary && response instanceof AppendEntries.Response answer
                ? RaftBinary.write(answer)
                : RaftJson.write(response);
    }

    /**
     * @throws IOException for whatever is wrong with it
     */
    static Rpc.Response readResponse(byte[] message) throws IOException {
        return RaftBinary.isForm(message)
                ? RaftBinary.readResponse(message)
                : RaftJson.readResponse(message);
    }

    private Messages() {}
}
