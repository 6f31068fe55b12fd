package org.hraft.server;

import jakarta.ws.rs.client.Client;

import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.apache5.connector.Apache5ClientProperties;
import org.glassfish.jersey.apache5.connector.Apache5ConnectorProvider;
import org.glassfish.jersey.apache5.connector.Apache5HttpClientBuilderConfigurator;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.ClientProperties;
import org.glassfish.jersey.client.JerseyClientBuilder;

import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * The JAX-RS clients, over Apache's connector: the JDK's own repeats requests by itself when a
 * connection dies, which only the core may decide to do.
 *
 * <p>To be made while the EJB starts and not later: Jersey's part for CDI has maps that are not made
 * for two threads, and soon afterwards the container's thread starts the web module.
 */
final class HttpClients {

    private static final Timeout CONNECT = Timeout.ofMilliseconds(500);
    private static final Timeout PEER_SILENCE = Timeout.ofSeconds(2);
    private static final Timeout JOIN_ANSWER = Timeout.ofSeconds(10);
    private static final int CONNECTIONS_PER_PEER = 16;
    private static final int CONNECTIONS = 256;

    /** The server closes a connection that was idle for 30 s; a longer pause is checked before. */
    private static final TimeValue CHECK_AFTER_IDLE = TimeValue.ofSeconds(1);

    /** Servers call each other by http. */
    private static final SSLContext NO_TLS = noTls();

    /** For the transport: a peer that has been silent for two seconds is given up. */
    static Client forPeers() {
        return client(PEER_SILENCE);
    }

    /** For joining: the answer waits until the cluster has agreed. */
    static Client forJoining() {
        return client(JOIN_ANSWER);
    }

    /** For tests too, which wait less. */
    static Client client(Timeout answer) {
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(CONNECTIONS_PER_PEER)
                .setMaxConnTotal(CONNECTIONS)
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setTcpNoDelay(true)
                        .setSoTimeout(answer)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setSocketTimeout(answer)
                        .setValidateAfterInactivity(CHECK_AFTER_IDLE)
                        .build())
                .build();
        Apache5HttpClientBuilderConfigurator plain = builder -> builder.disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression();
        ClientConfig config = new ClientConfig()
                .connectorProvider(new Apache5ConnectorProvider())
                .register(plain)
                // No tracing filter and no providers but what reads and writes bytes.
                .property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true)
                .property(CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, true)
                // Not switched off in the builder: the connector reads what that would leave out.
                .property(ClientProperties.FOLLOW_REDIRECTS, false)
                .property(Apache5ClientProperties.CONNECTION_MANAGER, connections)
                .property(
                        Apache5ClientProperties.REQUEST_CONFIG,
                        RequestConfig.custom()
                                .setConnectionRequestTimeout(CONNECT)
                                .setResponseTimeout(answer)
                                .build());
        return new JerseyClientBuilder()
                .withConfig(config)
                .sslContext(NO_TLS)
                .build()
                .preInitialize();
    }

    /** Trusts nobody. The default one would read all certificates of the JDK at each start. */
    private static SSLContext noTls() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK without TLS", e);
        }
    }

    private HttpClients() {}
}
