package org.hraft.storage;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A statement that Derby compiles when it is needed first, so that no start waits for all of them. */
final class Prepared {

    private final Connection connection;
    private final String sql;
    private @Nullable PreparedStatement statement;

    Prepared(Connection connection, String sql) {
        this.connection = connection;
        this.sql = sql;
    }

    PreparedStatement get() throws SQLException {
        if (statement == null) {
            statement = connection.prepareStatement(sql);
        }
        return statement;
    }
}
