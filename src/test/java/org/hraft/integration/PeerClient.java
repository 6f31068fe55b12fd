package org.hraft.integration;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;

import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;
import org.glassfish.jersey.apache5.connector.Apache5ClientProperties;
import org.glassfish.jersey.apache5.connector.Apache5ConnectorProvider;
import org.glassfish.jersey.apache5.connector.Apache5HttpClientBuilderConfigurator;
import org.glassfish.jersey.client.ClientConfig;

/**
 * A client for peers with what matters of the production's, which belongs to the container's shell
 * and has tests of its own: Apache's connector, the same limits of time, and no request sent twice.
 */
final class PeerClient {

    private static final Timeout CONNECT = Timeout.ofMilliseconds(500);
    private static final Timeout ANSWER = Timeout.ofSeconds(2);

    static Client create() {
        Apache5HttpClientBuilderConfigurator plain = builder -> builder.disableAutomaticRetries();
        return ClientBuilder.newClient(new ClientConfig()
                .connectorProvider(new Apache5ConnectorProvider())
                .register(plain)
                .property(
                        Apache5ClientProperties.CONNECTION_MANAGER,
                        PoolingHttpClientConnectionManagerBuilder.create()
                                .setMaxConnPerRoute(64)
                                .setMaxConnTotal(256)
                                .setDefaultConnectionConfig(ConnectionConfig.custom()
                                        .setConnectTimeout(CONNECT)
                                        .setSocketTimeout(ANSWER)
                                        .build())
                                .build()));
    }

    private PeerClient() {}
}
