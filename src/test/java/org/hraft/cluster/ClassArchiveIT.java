package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.file.Files;
import java.nio.file.Path;

/** An archive that does not fit is ignored by the JVM, without a word. */
@ExtendWith(SharedCluster.class)
class ClassArchiveIT {

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells what a process has mapped")
    void aServerStartsFromTheArchiveThatTheBuildMade(Cluster cluster) throws Exception {
        // when
        String mapped = Files.readString(Path.of("/proc/" + cluster.follower().pid() + "/maps"));

        // then
        assertThat(mapped).contains("target/payara/classes.jsa");
    }
}
