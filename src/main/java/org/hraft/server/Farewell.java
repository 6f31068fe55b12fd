package org.hraft.server;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Hands leadership over when the server is told to stop, so that the cluster goes on without having
 * to find out by a timeout. The web module stops first and the EJB last: here the engine still runs
 * and peers are still heard. Bounded by {@link #PATIENCE_MILLIS}, and never an obstacle.
 */
@WebListener
public class Farewell implements ServletContextListener {

    private static final Logger LOG = System.getLogger(Farewell.class.getName());
    private static final long PATIENCE_MILLIS = 1_500;

    @Inject
    private RaftServer server;

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        try {
            server.engine()
                    .handOver()
                    .toCompletableFuture()
                    .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.log(Level.INFO, "leadership was not handed over: {0}", e.toString());
        }
    }
}
