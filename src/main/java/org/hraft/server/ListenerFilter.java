package org.hraft.server;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Keeps the listeners apart: the one for peers serves {@code /raft/*} and nothing else, not even
 * the health checks; the one for clients serves everything but that. What is on the wrong listener
 * does not exist: 404.
 *
 * <p>It also hands the console's files to the container's own servlet, because the REST application
 * owns every path that no other servlet claims.
 *
 * <p>The port that a request came in through is the local port; the server's port is only what the
 * client wrote into the Host header. No parameter is read here: a form's body would be gone.
 */
@WebFilter(
        urlPatterns = "/*",
        asyncSupported = true,
        dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ASYNC})
public class ListenerFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /** Clients' unfinished bodies at a time; each has a thread that waits. */
    private static final int MAX_UPLOADS = 128;

    private static final long IDLE_SECONDS = 10;

    @Inject
    private transient RaftServer server;

    @Resource
    private transient ManagedThreadFactory threads;

    private transient ExecutorService uploads;
    private int raftPort;

    /** The port is asked once: a call of an EJB costs more than the rest of this filter. */
    @PostConstruct
    void start() {
        raftPort = server.raftPort();
        uploads = new ThreadPoolExecutor(
                0, MAX_UPLOADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
    }

    @PreDestroy
    void stop() {
        uploads.shutdownNow();
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            passOn(Upload.of(request), response, chain);
        } else {
            route(path(request), request, response, chain);
        }
    }

    private void route(
            String path,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        if (isForPeers(path) != (request.getLocalPort() == raftPort)) {
            problem(response, HttpServletResponse.SC_NOT_FOUND, "Not found", "nothing is here");
            return;
        }
        if (path.equals("/console")) {
            response.sendRedirect(request.getContextPath() + "/console/");
            return;
        }
        if (path.startsWith("/console/")) {
            RequestDispatcher files = request.getServletContext().getNamedDispatcher("default");
            files.forward(path.equals("/console/") ? new Page(request) : request, response);
            return;
        }
        if (takesBodies(path) && !Upload.isHere(request)) {
            awaitBody(request, response);
        } else {
            passOn(request, response, chain);
        }
    }

    private void awaitBody(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            Upload.begin(request, uploads);
        } catch (RejectedExecutionException e) {
            response.setHeader("Retry-After", "1");
            problem(
                    response,
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "Overloaded",
                    "Too many unfinished bodies wait here; nothing was written, try again.");
            request.getAsyncContext().complete();
        }
    }

    private static void passOn(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean forPeers = isForPeers(path(request));
        chain.doFilter(forPeers ? request : new AnyContentType(request), response);
    }

    /** Peers have threads of their own. */
    private static boolean takesBodies(String path) {
        return Stream.of("/key", "/join", "/members", "/leader").anyMatch(path::startsWith);
    }

    private static boolean isForPeers(String path) {
        return path.equals("/raft") || path.startsWith("/raft/");
    }

    /** The form of the application's own refusals (RFC 9457); the texts need no escaping. */
    private static void problem(
            HttpServletResponse response, int status, String title, String detail)
            throws IOException {
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.getOutputStream()
                .write(String.format(
                                "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,"
                                        + "\"detail\":\"%s\",\"outcome\":\"not-applied\"}",
                                title, status, detail)
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** The container looks for a directory's page only where it routes by itself. */
    private static final class Page extends HttpServletRequestWrapper {
        Page(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getServletPath() {
            return "";
        }

        @Override
        public String getPathInfo() {
            return "/console/index.html";
        }
    }

    /** Decoded, as the resources will see it: an escaped letter must not open another door. */
    private static String path(HttpServletRequest request) {
        String info = request.getPathInfo();
        return request.getServletPath() + (info == null ? "" : info);
    }
}
