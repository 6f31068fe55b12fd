package org.hraft;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import javax.tools.ToolProvider;

/**
 * Holds the table of imports, and proves that it can fail: small classes that break one rule each,
 * compiled here into packages of the same names, must all be found, and their lawful neighbours not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {

    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.hraft");

    private static final String PACKAGES = "raft node kv storage transport api server";

    /** Package, then the body of a class in it. */
    private static final List<String> UNLAWFUL = List.of(
            "raft: java.util.concurrent.Future<String> f;",
            "raft: java.util.concurrent.atomic.AtomicLong f;",
            "raft: java.time.Duration f;",
            "raft: java.io.File[] f;",
            "raft: java.net.URI f;",
            "raft: java.sql.Connection f;",
            "raft: java.util.logging.Logger f;",
            "raft: java.nio.ByteBuffer f;",
            "raft: java.security.SecureRandom f;",
            "raft: org.pcollections.PMap<String, String> f;",
            "raft: System.Logger f;",
            "raft: Thread f;",
            "raft: java.util.Date f;",
            "raft: java.util.HashMap<String, String> f;",
            "raft: Object f = new java.util.HashSet<String>();",
            "raft: Object f = java.util.Map.of();",
            "raft: Object f = java.util.Map.of(1, 2);",
            "raft: Object f = java.util.Map.ofEntries();",
            "raft: Object f = java.util.Set.of(1, 2);",
            "raft: java.util.function.Supplier<Object> f = java.util.Set::of;",
            "raft: Object f(java.util.Map<String, String> m) { return java.util.Map.copyOf(m); }",
            "raft: Object f(java.util.List<String> m) { return java.util.Set.copyOf(m); }",
            "raft: Object f(java.util.List<String> m) {"
                    + " return m.stream().collect(java.util.stream.Collectors.toSet()); }",
            "raft: long f = System.nanoTime();",
            "raft: java.util.function.LongSupplier f = System::nanoTime;",
            "raft: long f = System.currentTimeMillis();",
            "raft: Object f = new java.util.Random();",
            "raft: Object f = new java.util.Random(1);",
            "raft: double f = Math.random();",
            "raft: Object f = java.util.UUID.randomUUID();",
            "raft: Object f = java.util.random.RandomGenerator.getDefault();",
            "raft: void f() { System.out.println(); }",
            "raft: org.hraft.node.Stub f;",
            "node: org.hraft.kv.Stub f;",
            "node: org.hraft.storage.Stub f;",
            "node: org.hraft.transport.Stub f;",
            "node: org.hraft.server.Stub f;",
            "node: java.sql.Connection f;",
            "node: java.nio.file.Path f;",
            "node: jakarta.ws.rs.core.Response f;",
            "node: java.util.logging.Logger f;",
            "node: java.time.Instant f;",
            "kv: org.hraft.raft.Stub f;",
            "kv: org.hraft.storage.Stub f;",
            "kv: org.hraft.api.Stub f;",
            "kv: java.nio.file.Path f;",
            "kv: com.fasterxml.jackson.databind.ObjectMapper f;",
            "storage: org.hraft.transport.Stub f;",
            "storage: org.hraft.server.Stub f;",
            "storage: org.apache.derby.jdbc.EmbeddedDataSource f;",
            "storage: jakarta.annotation.Resource f;",
            "transport: org.hraft.kv.Stub f;",
            "transport: org.hraft.storage.Stub f;",
            "transport: org.glassfish.jersey.client.ClientConfig f;",
            "transport: org.apache.hc.core5.http.HttpHost f;",
            "transport: com.sun.net.httpserver.HttpServer f;",
            "transport: jakarta.servlet.http.HttpServletRequest f;",
            "api: org.hraft.raft.Stub f;",
            "api: org.hraft.storage.Stub f;",
            "api: org.hraft.transport.Stub f;",
            "api: org.hraft.server.Stub f;",
            "api: jakarta.ejb.EJB f;",
            "api: @jakarta.annotation.PostConstruct void f() {}",
            "api: jakarta.enterprise.concurrent.ManagedThreadFactory f;",
            "api: org.eclipse.microprofile.config.Config f;",
            "api: java.nio.file.Path f;",
            "server: java.sql.Connection f;",
            "server: javax.sql.DataSource f;",
            "server: java.nio.file.Path f;",
            "elsewhere: Object f;");

    private static final List<String> LAWFUL = List.of(
            "raft: record R(byte[] a, int[][] b, String c) {}",
            "raft: java.util.TreeMap<String, java.util.List<byte[]>> f;",
            "raft: Object f = new java.util.LinkedHashMap<String, String>();",
            "raft: java.util.function.Supplier<Object> f = () -> java.util.List.of(1, 2);",
            "raft: int f(java.util.random.RandomGenerator g) { return g.nextInt(); }",
            "raft: long f(java.util.zip.CRC32C c) { return c.getValue(); }",
            "raft: void f(byte[] a) { System.arraycopy(a, 0, a, 0, a.length); }",
            "raft: @org.jspecify.annotations.Nullable String f;",
            "raft: enum E { A, B } int f(E e) { switch (e) { case A: return 1; default: return 2; } }",
            "node: org.hraft.raft.Stub f;",
            "node: java.util.concurrent.CompletionStage<String> f;",
            "node: System.Logger f = System.getLogger(\"f\");",
            "node: Object f = java.util.Map.of(); long g = System.nanoTime();",
            "kv: org.hraft.node.Stub f;",
            "kv: org.pcollections.PMap<String, String> f;",
            "storage: java.sql.Connection f; javax.sql.DataSource g; java.nio.file.Path h;",
            "storage: java.nio.channels.FileChannel f; org.hraft.kv.Stub g; org.hraft.raft.Stub h;",
            "transport: jakarta.ws.rs.client.Client f; com.fasterxml.jackson.databind.ObjectMapper g;",
            "api: jakarta.ws.rs.core.Response f; org.hraft.kv.Stub g; org.hraft.node.Stub h;",
            "server: org.glassfish.jersey.server.ResourceConfig f; org.hraft.storage.Stub g;",
            "server: jakarta.servlet.http.HttpServletRequest f; jakarta.ejb.EJB g;");

    private String violations = "";

    @BeforeAll
    void compileExamples(@TempDir Path folder) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-d",
                Files.createDirectory(folder.resolve("classes")).toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-nowarn"));
        for (String name : PACKAGES.split(" ", -1)) {
            arguments.add(write(folder, name, "Stub", ""));
        }
        for (List<String> examples : List.of(UNLAWFUL, LAWFUL)) {
            for (String example : examples) {
                String[] parts = example.split(": ", 2);
                arguments.add(write(folder, parts[0], nameOf(example), parts[1]));
            }
        }
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new));
        assertThat(exit).as("exit code of javac").isZero();
        violations = violations(new ClassFileImporter().importPath(folder.resolve("classes")));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(ArchRule rule) {
        assertThat(PRODUCTION).isNotEmpty();
        rule.check(PRODUCTION);
    }

    @ParameterizedTest
    @MethodSource("unlawful")
    void isFound(String example) {
        assertThat(violations).contains("." + nameOf(example) + ".");
    }

    @ParameterizedTest
    @MethodSource("lawful")
    void isNotFound(String example) {
        assertThat(violations).doesNotContain("." + nameOf(example) + ".");
    }

    @Test
    void everyRuleFindsSomethingAmongTheExamples() {
        Set<String> silent = Architecture.rules().stream()
                .map(ArchRule::getDescription)
                .filter(rule -> !violations.contains(rule + ":\n"))
                .collect(Collectors.toSet());
        assertThat(silent).isEmpty();
    }

    static List<ArchRule> rules() {
        return Architecture.rules();
    }

    static List<String> unlawful() {
        return UNLAWFUL;
    }

    static List<String> lawful() {
        return LAWFUL;
    }

    /** Every rule that fails, and after it what it found; "Example7." stands for the example. */
    private static String violations(JavaClasses classes) {
        StringBuilder report = new StringBuilder();
        for (ArchRule rule : Architecture.rules()) {
            List<String> found = rule.evaluate(classes).getFailureReport().getDetails();
            if (!found.isEmpty()) {
                report.append(rule.getDescription()).append(":\n");
            }
            // Cycles name lawful classes too, as parts of a ring that others close.
            if (!rule.getDescription().contains("cycles")) {
                found.forEach(
                        line -> report.append(line.replaceAll("[>)$]", ".")).append('\n'));
            }
        }
        return report.toString();
    }

    private static String nameOf(String example) {
        int lawful = LAWFUL.indexOf(example);
        return lawful >= 0 ? "Lawful" + lawful : "Unlawful" + UNLAWFUL.indexOf(example);
    }

    private static String write(Path folder, String name, String type, String body)
            throws IOException {
        Path file = folder.resolve(name + type + "/" + type + ".java");
        Files.createDirectories(folder.resolve(name + type));
        String source = "package org.hraft." + name + "; public class " + type + " {" + body + "}";
        return Files.writeString(file, source).toString();
    }
}
