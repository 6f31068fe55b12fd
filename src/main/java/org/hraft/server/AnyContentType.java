package org.hraft.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * A client's request as bytes, whatever it calls them. {@code curl -d} says it is a form and hraft's
 * joiner sends a type that is none; the container would read the one's body and refuse the other
 * before any code of ours could look.
 */
final class AnyContentType extends HttpServletRequestWrapper {

    private static final String HEADER = "Content-Type";
    private static final String BYTES = "application/octet-stream";

    AnyContentType(HttpServletRequest request) {
        super(request);
    }

    @Override
    public @Nullable String getContentType() {
        return super.getContentType() == null ? null : BYTES;
    }

    @Override
    public @Nullable String getHeader(String name) {
        String value = super.getHeader(name);
        return value != null && HEADER.equalsIgnoreCase(name) ? BYTES : value;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        boolean replaced = HEADER.equalsIgnoreCase(name) && super.getHeader(name) != null;
        return replaced ? Collections.enumeration(List.of(BYTES)) : super.getHeaders(name);
    }
}
