package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.file.Path;

/** Payara adds its tracing to whatever it deploys by itself, without a word. */
@ExtendWith(SharedCluster.class)
class TracingIT {

    /** Made for each request that is traced, and not even loaded if none is. */
    private static final String LISTENER =
            "fish.payara.microprofile.telemetry.tracing.jaxrs.OpenTelemetryRequestEventListener";

    @Test
    void noRequestIsTraced(Cluster cluster) throws Exception {
        // given
        HraftProcess node = cluster.follower();

        // when
        assertThat(node.get("/status").statusCode()).isEqualTo(200);

        // then
        assertThat(loaded(node.pid(), "org.hraft.api.StatusResource"))
                .contains("org.hraft.api.StatusResource");
        assertThat(loaded(node.pid(), LISTENER)).doesNotContain(LISTENER);
    }

    /** Names the class, and those above it, if the process has loaded it. */
    private static String loaded(long pid, String className) throws Exception {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(
                        jcmd.toString(), Long.toString(pid), "VM.class_hierarchy", className)
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
