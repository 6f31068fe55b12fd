package org.hraft.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * JSON as this package reads and writes it, whatever providers the server has. Bodies are read as
 * strict UTF-8; what follows the first value is not looked at, as in the original hraft.
 */
final class Json {
    /** Keeps no table of member names: clients choose them, and it would only grow. */
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(BoundedBody.MAX_REQUEST_BYTES) // a long key has its own problem
                    .maxNestingDepth(64)
                    .build())
            .build());

    private Json() {}

    static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e); // only our own records get here
        }
    }

    /**
     * Lets {@code reader} look at the first value of a body.
     *
     * @throws RequestException 400 with the position if it is not JSON
     */
    static <T> T read(byte[] body, Reader<T> reader) {
        Utf8.Prefix text = Utf8.decodePrefix(body);
        boolean cut = text.bytes() < body.length;
        try (JsonParser parser = MAPPER.getFactory().createParser(text.chars(), 0, text.length())) {
            if (parser.nextToken() == null) {
                throw cut ? notUtf8(text) : invalid("The body is empty", parser.currentLocation());
            }
            return reader.read(parser);
        } catch (JsonEOFException e) {
            throw cut ? notUtf8(text) : invalid(message(e), e.getLocation());
        } catch (JsonProcessingException e) {
            throw invalid(message(e), e.getLocation());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // cannot be: the text is in memory
        }
    }

    /** A problem with what stands at a place of the body. */
    static RequestException invalid(String what, JsonLocation place) {
        return new RequestException(
                400,
                "invalid-json",
                what + ", at line " + place.getLineNr() + ", column " + place.getColumnNr()
                        + ". Nothing was written.");
    }

    private static String message(JsonProcessingException error) {
        return "The body is not JSON: "
                + error.getOriginalMessage().replaceAll("\\[Source: .*?; ", "[");
    }

    private static RequestException notUtf8(Utf8.Prefix text) {
        return new RequestException(
                400,
                "invalid-json",
                "The body is not UTF-8: the byte at offset " + text.bytes()
                        + " cannot stand there. Nothing was written.");
    }

    /** Reads one value whose first token is current. */
    interface Reader<T> {
        T read(JsonParser parser) throws IOException;
    }
}
