package org.hraft.transport;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.OptBoolean;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.hraft.node.Envelope;
import org.hraft.node.Identity;
import org.hraft.raft.AddServer;
import org.hraft.raft.AppendEntries;
import org.hraft.raft.ChangeMember;
import org.hraft.raft.Configuration;
import org.hraft.raft.DescribeMembers;
import org.hraft.raft.Entry;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.Propose;
import org.hraft.raft.ReadIndex;
import org.hraft.raft.RequestVote;
import org.hraft.raft.Rpc;
import org.hraft.raft.TimeoutNow;
import org.hraft.raft.TransferLeadership;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The wire form of everything that peers say to each other: the records as they are, a {@code
 * "type"} in front where several kinds are possible, bytes as base64.
 *
 * <p>Made for rolling upgrades: a member that the reader does not know is ignored. A member that is
 * missing, or null where the record does not allow it, is an error and never a zero: a message that
 * was understood by half must not reach the core, which trusts its inputs. A newer version that
 * adds a member gives it a default in a mixin here. So that the core stays free of annotations,
 * they are mixed in.
 *
 * <p>Immutable, for any thread. Methods that read throw {@link IOException} for whatever is wrong
 * with the input, also when it is longer than {@link #MAX_BYTES}.
 */
public final class RaftJson {

    /** No message is longer: one batch of entries, or one largest value, and base64 around it. */
    public static final int MAX_BYTES = 32 << 20;

    private static final String CONFIRMED = "confirmed";
    private static final String REGRESSED = "regressed";

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_BYTES)
                            .maxStringLength(MAX_BYTES)
                            .maxNestingDepth(32)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.FAIL, Nulls.FAIL))
            .addMixIn(Rpc.Request.class, RequestMixin.class)
            .addMixIn(Rpc.Response.class, ResponseMixin.class)
            .addMixIn(Entry.Payload.class, PayloadMixin.class)
            .addMixIn(Identity.class, IdentityMixin.class)
            .addMixIn(DescribeMembers.Response.class, DescribedMixin.class)
            .addMixIn(ReadIndex.Request.class, ReadIndexMixin.class)
            .addMixIn(AppendEntries.Response.class, AppendedMixin.class)
            .injectableValues(
                    new InjectableValues.Std().addValue(CONFIRMED, true).addValue(REGRESSED, false))
            .build();

    private static final ObjectReader ENVELOPE_READER = MAPPER.readerFor(WireEnvelope.class);
    private static final ObjectWriter ENVELOPE_WRITER = MAPPER.writerFor(WireEnvelope.class);
    private static final ObjectReader RESPONSE_READER = MAPPER.readerFor(Rpc.Response.class);
    private static final ObjectWriter RESPONSE_WRITER = MAPPER.writerFor(Rpc.Response.class);
    private static final ObjectReader IDENTITY_READER = MAPPER.readerFor(Identity.class);
    private static final ObjectWriter IDENTITY_WRITER = MAPPER.writerFor(Identity.class);
    private static final ObjectReader REFUSAL_READER = MAPPER.readerFor(Refusal.class);
    private static final ObjectWriter REFUSAL_WRITER = MAPPER.writerFor(Refusal.class);

    public static byte[] write(Envelope envelope) {
        return write(ENVELOPE_WRITER, WireEnvelope.of(envelope));
    }

    public static Envelope readEnvelope(byte[] json) throws IOException {
        WireEnvelope envelope = ENVELOPE_READER.readValue(json);
        return present(envelope).envelope();
    }

    public static byte[] write(Rpc.Response response) {
        return write(RESPONSE_WRITER, response);
    }

    public static Rpc.Response readResponse(byte[] json) throws IOException {
        Rpc.Response response = RESPONSE_READER.readValue(json);
        return present(response);
    }

    public static byte[] write(Identity identity) {
        return write(IDENTITY_WRITER, identity);
    }

    public static Identity readIdentity(byte[] json) throws IOException {
        Identity identity = IDENTITY_READER.readValue(json);
        return present(identity);
    }

    /** The request was not acted on. */
    public static byte[] writeRefusal(String reason) {
        return write(REFUSAL_WRITER, new Refusal(reason));
    }

    /** Why a peer refused; an {@link IOException} if it was not a peer that wrote this. */
    public static String readRefusal(byte[] json) throws IOException {
        Refusal refusal = REFUSAL_READER.readValue(json);
        return present(refusal).refused();
    }

    /** The JSON word null is well formed everywhere, and a message nowhere. */
    private static <T> T present(@Nullable T message) throws IOException {
        if (message == null) {
            throw new IOException("null is no message");
        }
        return message;
    }

    private static byte[] write(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e); // every record has a form: see the golden test
        }
    }

    private record Refusal(String refused) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "RequestVote", value = RequestVote.Request.class),
        @JsonSubTypes.Type(name = "AppendEntries", value = AppendEntries.Request.class),
        @JsonSubTypes.Type(name = "InstallSnapshot", value = InstallSnapshot.Request.class),
        @JsonSubTypes.Type(name = "TimeoutNow", value = TimeoutNow.Request.class),
        @JsonSubTypes.Type(name = "Propose", value = Propose.Request.class),
        @JsonSubTypes.Type(name = "ReadIndex", value = ReadIndex.Request.class),
        @JsonSubTypes.Type(name = "AddServer", value = AddServer.Request.class),
        @JsonSubTypes.Type(name = "ChangeMember", value = ChangeMember.Request.class),
        @JsonSubTypes.Type(name = "TransferLeadership", value = TransferLeadership.Request.class),
        @JsonSubTypes.Type(name = "DescribeMembers", value = DescribeMembers.Request.class)
    })
    private interface RequestMixin {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "RequestVote", value = RequestVote.Response.class),
        @JsonSubTypes.Type(name = "AppendEntries", value = AppendEntries.Response.class),
        @JsonSubTypes.Type(name = "InstallSnapshot", value = InstallSnapshot.Response.class),
        @JsonSubTypes.Type(name = "TimeoutNow", value = TimeoutNow.Response.class),
        @JsonSubTypes.Type(name = "Propose", value = Propose.Response.class),
        @JsonSubTypes.Type(name = "ReadIndex", value = ReadIndex.Response.class),
        @JsonSubTypes.Type(name = "AddServer", value = AddServer.Response.class),
        @JsonSubTypes.Type(name = "ChangeMember", value = ChangeMember.Response.class),
        @JsonSubTypes.Type(name = "TransferLeadership", value = TransferLeadership.Response.class),
        @JsonSubTypes.Type(name = "DescribeMembers", value = DescribeMembers.Response.class)
    })
    private interface ResponseMixin {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "Noop", value = Entry.Noop.class),
        @JsonSubTypes.Type(name = "Command", value = Entry.Command.class),
        @JsonSubTypes.Type(name = "Configuration", value = Configuration.class)
    })
    private interface PayloadMixin {}

    private interface IdentityMixin {
        @JsonSetter(nulls = Nulls.SET)
        @Nullable
        String clusterId();
    }

    private interface DescribedMixin {
        @JsonSetter(nulls = Nulls.SET)
        @Nullable
        Object leaderId();
    }

    /** Who does not say it is of the time when every read was confirmed. */
    interface ReadIndexMixin {
        @JacksonInject(value = CONFIRMED, useInput = OptBoolean.TRUE)
        boolean confirmed();
    }

    /** Who does not say it is of the time before there were witnesses. */
    interface AppendedMixin {
        @JacksonInject(value = REGRESSED, useInput = OptBoolean.TRUE)
        boolean regressed();
    }

    private RaftJson() {}
}
