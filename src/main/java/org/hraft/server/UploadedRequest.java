package org.hraft.server;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * A request whose body has been collected by an {@link Upload}. Its path is the one with which it
 * came: a dispatch decodes the path that it is given, so that {@code %2525} would name another key.
 */
final class UploadedRequest extends HttpServletRequestWrapper {

    private final Original original;
    private final Body body;

    /** What the client asked for, as the container parsed it from the request's line. */
    record Original(
            String uri,
            String url,
            String servletPath,
            @Nullable String info,
            @Nullable String query) {

        static Original of(HttpServletRequest request) {
            return new Original(
                    request.getRequestURI(),
                    request.getRequestURL().toString(),
                    request.getServletPath(),
                    request.getPathInfo(),
                    request.getQueryString());
        }
    }

    /** @param broken the body ended before it was complete: reading its end fails */
    UploadedRequest(HttpServletRequest request, Original original, byte[] bytes, boolean broken) {
        super(request);
        this.original = original;
        this.body = new Body(bytes, broken);
    }

    @Override
    public ServletInputStream getInputStream() {
        return body;
    }

    @Override
    public String getRequestURI() {
        return original.uri();
    }

    @Override
    public StringBuffer getRequestURL() {
        return new StringBuffer(original.url());
    }

    @Override
    public String getServletPath() {
        return original.servletPath();
    }

    @Override
    public @Nullable String getPathInfo() {
        return original.info();
    }

    @Override
    public @Nullable String getQueryString() {
        return original.query();
    }

    private static final class Body extends ServletInputStream {
        private final ByteArrayInputStream bytes;
        private final boolean broken;

        Body(byte[] bytes, boolean broken) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.broken = broken;
        }

        @Override
        public int read() throws IOException {
            return checkEnd(bytes.read());
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return checkEnd(bytes.read(target, offset, length));
        }

        private int checkEnd(int result) throws IOException {
            if (result < 0 && broken) {
                throw new IOException("the client sent no more of the body");
            }
            return result;
        }

        @Override
        public int available() {
            return bytes.available();
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("the body is here already: read it");
        }
    }
}
