package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.node.StorageException;
import org.hraft.raft.Configuration;
import org.hraft.raft.Member;
import org.hraft.raft.ServerId;
import org.hraft.raft.Suffrage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What stands in the rows of a log. */
class EntryCodecTest {

    private static byte[] encoded(Suffrage suffrage) {
        return EntryCodec.encode(configuration(suffrage));
    }

    private static Configuration configuration(Suffrage suffrage) {
        return new Configuration(
                List.of(new Member(new ServerId("n1", "i1"), "h:9000", "h:8080", suffrage)));
    }

    @ParameterizedTest
    @EnumSource
    void aMemberKeepsItsSuffrage(Suffrage suffrage) {
        assertThat(EntryCodec.decode(EntryCodec.CONFIGURATION, encoded(suffrage)))
                .isEqualTo(configuration(suffrage));
    }

    @Test
    void aConfigurationOfTheFirstVersionIsRefusedWithBothNumbers() {
        byte[] row = encoded(Suffrage.VOTER);
        row[0] = 1;

        assertThatThrownBy(() -> EntryCodec.decode(EntryCodec.CONFIGURATION, row))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("of version 1")
                .hasMessageContaining("reads version 2");
    }

    @Test
    void anUnknownSuffrageIsRefused() {
        String row = new String(encoded(Suffrage.VOTER), StandardCharsets.ISO_8859_1);
        byte[] strange = row.replace("VOTER", "CHAIR").getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> EntryCodec.decode(EntryCodec.CONFIGURATION, strange))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("CHAIR");
    }
}
