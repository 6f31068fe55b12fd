package org.hraft.server;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebServlet;

import org.glassfish.jersey.servlet.ServletContainer;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Jersey's servlet for {@link RestApplication}, as the container would make it, but for one thing:
 * it is initialized on a thread of its own.
 *
 * <p>On the thread that deploys, Payara adds a listener for tracing to each JAX-RS application. No
 * setting turns it off, and it looks up what each request is about although nobody traces: 4 % of the
 * processor's time at reads, by the profile. The servlet has the name that the container would give it,
 * so the admin console lists the endpoints.
 */
@WebServlet(
        name = "org.hraft.server.RestApplication",
        urlPatterns = "/*",
        asyncSupported = true,
        loadOnStartup = 1,
        initParams =
                @WebInitParam(
                        name = "jakarta.ws.rs.Application",
                        value = "org.hraft.server.RestApplication"))
public class RestServlet extends ServletContainer {
    private static final long serialVersionUID = 1L;

    @Resource
    private transient ManagedThreadFactory threads;

    /** Returns when the application is complete: the container asks for its resources then. */
    @Override
    public void init() throws ServletException {
        FutureTask<Void> initialization = new FutureTask<>(() -> {
            super.init();
            return null;
        });
        threads.newThread(initialization).start();
        try {
            initialization.get();
        } catch (ExecutionException e) {
            throw new ServletException("the resources cannot be served", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServletException("stopped while it started", e);
        }
    }
}
