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
 * When the server is told to stop: hands leadership over, so that the cluster goes on without having
 * to find out by a timeout, and then stops the engine. The web module goes first and the EJB last, so
 * here peers are still heard; and when the EJB's turn has come, a class that was not loaded yet is not
 * to be had any more, so that the engine could not end as it should. To hand over takes no longer than
 * {@link #PATIENCE_MILLIS}, and is never an obstacle.
 */
@WebListener
public class Farewell implements ServletContextListener {

    private static final Logger LOG = System.getLogger(Farewell.class.getName());
    private static final long PATIENCE_MILLIS = 1_500;

    @Inject
    private RaftServer server;

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        handOver();
        server.engine().stop();
    }

    private void handOver() {
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
