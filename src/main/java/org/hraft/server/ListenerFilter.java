package org.hraft.server;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;

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
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class ListenerFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient RaftServer server;

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = path(request);
        boolean forPeers = path.equals("/raft") || path.startsWith("/raft/");
        if (forPeers != (request.getLocalPort() == server.raftPort())) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        if (path.equals("/console")) {
            response.sendRedirect(request.getContextPath() + "/console/");
            return;
        }
        RequestDispatcher files = request.getServletContext().getNamedDispatcher("default");
        if (path.startsWith("/console/") && files != null) {
            files.forward(path.equals("/console/") ? new Page(request) : request, response);
            return;
        }
        chain.doFilter(forPeers ? request : new AnyContentType(request), response);
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
