package org.hraft.server;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The body of a request that had not arrived in whole when its headers had. A thread that is there
 * for nothing else waits for the rest, so that a client which is slow, or gone, takes none of the
 * few threads that serve everybody.
 *
 * <p>Ends in one of two ways, and in each the request goes on to the application once more: with
 * all bytes, or, when the connection broke or {@link #PATIENCE_MILLIS} passed, with a body whose end
 * is an {@link IOException}. The application answers that as it answers every body that ended early.
 */
final class Upload implements Runnable, AsyncListener {

    /** A client's largest body; more is not waited for. */
    private static final int MAX_BYTES = 2 << 20;

    /** For the whole body: 2 MiB over a line of 100 kB/s. */
    private static final long PATIENCE_MILLIS = 20_000;

    /** How often to look whether the container has let go of the request, and how long that takes. */
    private static final long LETTING_GO_NANOS = 1_000_000;

    /** Leads to the REST application, whatever the request's own path: see UploadedRequest. */
    private static final String APPLICATION = "/key";

    private static final String ATTRIBUTE = Upload.class.getName();
    private static final int CHUNK_BYTES = 8_192;

    private final AsyncContext context;
    private final ServletInputStream in;
    private final UploadedRequest.Original original;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean broken;

    private Upload(AsyncContext context, ServletInputStream in, UploadedRequest.Original original) {
        this.context = context;
        this.in = in;
        this.original = original;
    }

    /**
     * True if reading the body will not wait for the client: all that it announced is here, as it is
     * for nearly every request, or it announced more than anybody will read. A body of unknown length
     * is never known to be complete.
     */
    static boolean isHere(HttpServletRequest request) throws IOException {
        long announced = request.getContentLengthLong();
        if (announced < 0) {
            return request.getHeader("Transfer-Encoding") == null;
        }
        return announced == 0
                || announced > MAX_BYTES
                || request.getInputStream().available() >= announced;
    }

    /**
     * Begins to wait; the request comes back, dispatched anew, when that has ended.
     *
     * @throws RejectedExecutionException if the executor has no thread; the request goes on here
     */
    static void begin(HttpServletRequest request, Executor executor) throws IOException {
        var original = UploadedRequest.Original.of(request);
        ServletInputStream in = request.getInputStream();
        AsyncContext context = request.startAsync();
        context.setTimeout(PATIENCE_MILLIS);
        Upload upload = new Upload(context, in, original);
        request.setAttribute(ATTRIBUTE, upload);
        context.addListener(upload);
        executor.execute(upload);
    }

    /** The request with the body that was collected for it, or the request itself. */
    static HttpServletRequest of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Upload upload
                ? new UploadedRequest(
                        request, upload.original, upload.received.toByteArray(), upload.broken)
                : request;
    }

    /** Each read waits for the container's read timeout at the longest. */
    @Override
    public void run() {
        try {
            byte[] chunk = new byte[CHUNK_BYTES];
            int count = in.read(chunk);
            while (count >= 0 && received.size() <= MAX_BYTES && !ended.get()) {
                received.write(chunk, 0, count);
                count = in.read(chunk);
            }
            end(false);
        } catch (IOException e) {
            end(true);
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end(true);
    }

    @Override
    public void onError(AsyncEvent event) {
        end(true);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        ended.set(true);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // The application's own waiting: it has listeners of its own.
    }

    private void end(boolean early) {
        if (ended.compareAndSet(false, true)) {
            broken = early;
            awaitRelease();
            context.dispatch(APPLICATION);
        }
    }

    /**
     * Waits until the thread that brought the request has left it, which takes microseconds. Payara
     * forgets a dispatch that another thread asks for while that one leaves: its AsyncContextImpl
     * looks at whether to delay the dispatch, and stores what to do later, without a lock. From then
     * on a context takes no more settings (Servlet 6.0, AsyncContext.setTimeout); that becomes true
     * just before the thread is gone, hence the wait after it.
     */
    private void awaitRelease() {
        boolean held = true;
        while (held) {
            held = isHeld();
            LockSupport.parkNanos(LETTING_GO_NANOS);
        }
    }

    private boolean isHeld() {
        try {
            context.setTimeout(PATIENCE_MILLIS);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
