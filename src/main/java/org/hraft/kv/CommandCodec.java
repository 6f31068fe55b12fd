package org.hraft.kv;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The byte form of commands: version, kind, then keys and values, each behind its length as an int.
 * All numbers are big-endian. There is exactly one form for each command.
 */
final class CommandCodec {

    /** Bytes of version and kind. */
    static final int HEADER_BYTES = 2;

    private static final byte VERSION = 1;
    private static final byte PUT_ALL = 1;
    private static final byte PUT = 2;
    private static final byte DELETE = 3;

    /** Bytes that a row takes; throws if it passes a limit. */
    static int sizeOf(String key, byte[] value) {
        int keyBytes = Limits.checkKey(key).length;
        Limits.checkValue(key, value);
        return Integer.BYTES + keyBytes + Integer.BYTES + value.length;
    }

    static byte[] encode(Command command) {
        if (command instanceof Command.PutAll putAll) {
            return encode(putAll);
        }
        if (command instanceof Command.Put put) {
            return form(PUT, sizeOf(put.key(), put.value()), out -> {
                write(out, Limits.checkKey(put.key()));
                write(out, put.value());
            });
        }
        byte[] key = Limits.checkKey(((Command.Delete) command).key());
        return form(DELETE, Integer.BYTES + key.length, out -> write(out, key));
    }

    private static byte[] encode(Command.PutAll putAll) {
        int size = Integer.BYTES;
        for (Map.Entry<String, byte[]> row : putAll.rows().entrySet()) {
            size += sizeOf(row.getKey(), row.getValue());
        }
        return form(PUT_ALL, size, out -> {
            out.putInt(putAll.rows().size());
            putAll.rows().forEach((key, value) -> {
                write(out, Limits.checkKey(key));
                write(out, value);
            });
        });
    }

    private static byte[] form(byte kind, int bodyBytes, Consumer<ByteBuffer> body) {
        byte[] form = new byte[HEADER_BYTES + bodyBytes];
        body.accept(ByteBuffer.wrap(form).put(VERSION).put(kind));
        return form;
    }

    private static void write(ByteBuffer out, byte[] bytes) {
        out.putInt(bytes.length).put(bytes);
    }

    static Command decode(byte[] bytes) throws MalformedCommandException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte version = in.get();
            if (version != VERSION) {
                throw new MalformedCommandException("unknown command version " + version);
            }
            Command command = body(in.get(), in);
            if (in.hasRemaining()) {
                throw new MalformedCommandException("bytes after the end of the command");
            }
            return command;
        } catch (BufferUnderflowException e) {
            throw new MalformedCommandException("the command ends too early", e);
        } catch (LimitException e) {
            throw new MalformedCommandException("the command passes a limit", e);
        }
    }

    private static Command body(byte kind, ByteBuffer in) throws MalformedCommandException {
        return switch (kind) {
            case PUT_ALL -> putAll(in);
            case PUT -> new Command.Put(key(in), bytes(in, Limits.MAX_VALUE_BYTES));
            case DELETE -> new Command.Delete(key(in));
            default -> throw new MalformedCommandException("unknown command kind " + kind);
        };
    }

    private static Command.PutAll putAll(ByteBuffer in) throws MalformedCommandException {
        int count = in.getInt();
        if (count < 0) {
            throw new MalformedCommandException("a negative number of keys");
        }
        TreeMap<String, byte[]> rows = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String key = key(in);
            if (!rows.isEmpty() && rows.lastKey().compareTo(key) >= 0) {
                throw new MalformedCommandException("keys out of order");
            }
            rows.put(key, bytes(in, Limits.MAX_VALUE_BYTES));
        }
        return new Command.PutAll(rows);
    }

    private static String key(ByteBuffer in) throws MalformedCommandException {
        byte[] utf8 = bytes(in, Limits.MAX_KEY_BYTES);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedCommandException("a key is not UTF-8", e);
        }
    }

    private static byte[] bytes(ByteBuffer in, int limit) throws MalformedCommandException {
        int length = in.getInt();
        if (length < 0 || length > limit) {
            throw new MalformedCommandException("a length of " + length + ", limit " + limit);
        }
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private CommandCodec() {}
}
