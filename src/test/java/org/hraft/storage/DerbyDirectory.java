package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.stream.Stream;

/** A data directory from outside: plain SQL while no store has it open, and plain files. */
public record DerbyDirectory(Path path) {

    /** Where no store has told Derby so before, its log goes where a store would have it, too. */
    public DerbyDirectory {
        String log = "derby.stream.error.file";
        if (System.getProperty(log) == null) {
            System.setProperty(log, path.resolve("derby.log").toString());
        }
    }

    String url() {
        return "jdbc:derby:directory:" + path.resolve("derby");
    }

    /** As the store of this process calls it: to Derby it would be another database otherwise. */
    private String urlBeside() {
        return url().replace("derby:directory:", "derby:failstop:");
    }

    /** Changes one row. */
    public void sql(String change) throws SQLException {
        sql(url(), change);
        shutDown(DriverManager.getDriver(url()));
    }

    /** Changes one row of a database that a store of this process has open. */
    public void sqlBeside(String change) throws SQLException {
        sql(urlBeside(), change);
    }

    private static void sql(String url, String change) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(change)).isEqualTo(1);
        }
    }

    /** The number that the query gives. */
    public long number(String query) throws SQLException {
        long number = number(url(), query);
        shutDown(DriverManager.getDriver(url()));
        return number;
    }

    /** The same while a store of this process has the database open. */
    public long numberBeside(String query) throws SQLException {
        return number(urlBeside(), query);
    }

    private static long number(String url, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }

    void shutDown(Driver driver) {
        assertThatThrownBy(() -> driver.connect(url() + ";shutdown=true", new Properties()))
                .isInstanceOf(SQLException.class)
                .hasFieldOrPropertyWithValue("SQLState", "08006");
    }

    /** All files as they are now, which is what a kill leaves; without Derby's own lock. */
    void copyTo(Path target) {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.toList()) {
                Path copy = target.resolve(path.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (!file.getFileName().toString().endsWith(".lck")) {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of all tables. What Derby leaves of a table that is gone, a page, goes a little later. */
    long tableBytes() {
        try (Stream<Path> files = Files.list(path.resolve("derby/seg0"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("c"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
