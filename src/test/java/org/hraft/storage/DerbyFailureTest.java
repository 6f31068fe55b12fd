package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.derby.shared.common.error.StandardException;
import org.hraft.node.DamagedStoreException;
import org.hraft.node.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.SQLException;

/** What can be mended by hand is no damage, for damage costs the whole store. */
class DerbyFailureTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "No space left on device",
                "/d/derby/log/log1.dat (Permission denied)",
                "Read-only file system",
                "Input/output error",
                "/d/derby/log/log1.dat (Too many open files)"
            })
    void whatTheSystemRefusesIsNoDamage(String message) {
        assertThat(atBoot(new IOException(message))).isNotInstanceOf(DamagedStoreException.class);
        assertThat(atBoot(new FileNotFoundException(message)))
                .isNotInstanceOf(DamagedStoreException.class);
    }

    /** So they come when a value that is larger than a page cannot be read. */
    @Test
    void nonsenseThatComesThroughAStreamIsDamage() {
        Exception derbys = StandardException.newException("XSDBB.D", "Page(128)", "00");
        SQLException blob = new SQLException("reading a BLOB", "XCL30", new IOException(derbys));

        assertThat(atBoot(blob)).isInstanceOf(DamagedStoreException.class);
        assertThat(DerbyFailure.later("It cannot be read", ".", blob))
                .isInstanceOf(DamagedStoreException.class);
    }

    /** Derby wraps errors of the JVM like its own. */
    @Test
    void aLackOfMemoryOrTheEndOfAThreadIsNoDamage() {
        assertThat(atBoot(new SQLException("Java exception", new OutOfMemoryError("heap"))))
                .isNotInstanceOf(DamagedStoreException.class);
        assertThat(atBoot(new SQLException("Interrupted", "08000")))
                .isNotInstanceOf(DamagedStoreException.class);
    }

    @Test
    void whatDerbyCannotUseAtBootIsDamaged() {
        assertThat(atBoot(new IllegalArgumentException("no such page")))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessage("It does not start");
    }

    @Test
    void aFileThatIsMissingOrTooShortIsDamage() {
        assertThat(atBoot(new FileNotFoundException(
                        "/d/derby/log/log1.dat (No such file or" + " directory)")))
                .isInstanceOf(DamagedStoreException.class);
        assertThat(atBoot(new EOFException())).isInstanceOf(DamagedStoreException.class);
    }

    @Test
    void theReasonIsTheDeepestOne() {
        SQLException first = new SQLException("Failed to start database, see the next exception");
        first.setNextException(
                new SQLException("Failed to start", new IllegalStateException("no such page")));

        assertThat(DerbyFailure.reason(first)).isEqualTo("no such page");
    }

    @Test
    void anOperatorIsToldWhatToDo() {
        assertThat(atBoot(new IOException("No space left on device")))
                .hasMessage("It does not start; look at the disk.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"XSDG2", "XSDB1"})
    void nonsenseOnThePagesIsDamageAtAnyTime(String state) {
        assertThat(later(state)).isInstanceOf(DamagedStoreException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"XSDG1", "XSLA4", "40XT0", "08003"})
    void otherFailuresAtWorkAreThoseOfTheDisk(String state) {
        assertThat(later(state)).isNotInstanceOf(DamagedStoreException.class);
    }

    @Test
    void aChainThatEndsInItselfIsNoTrap() {
        IllegalStateException one = new IllegalStateException("one");
        one.initCause(new IllegalStateException("other", one));

        assertThat(atBoot(one)).isInstanceOf(DamagedStoreException.class);
    }

    private static StorageException atBoot(Exception cause) {
        SQLException first = new SQLException("Failed to start", "XJ040");
        first.setNextException(new SQLException("deeper", "XSDG3", cause));
        return DerbyFailure.atBoot("It does not start", "; look at the disk.", first);
    }

    private static StorageException later(String state) {
        SQLException first = new SQLException("outside", "38000");
        first.setNextException(new SQLException("inside", state));
        return DerbyFailure.later("It cannot be read", "; look at the disk.", first);
    }

    /** The end of a file is an exception without a message. */
    @Test
    void theReasonIsTheDeepestThatSaysAnything() {
        SQLException page = new SQLException("page 1 could not be read", new EOFException());

        assertThat(DerbyFailure.reason(new SQLException("no start", page)))
                .isEqualTo("page 1 could not be read");
    }
}
