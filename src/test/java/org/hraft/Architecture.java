package org.hraft;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.lang.ArchRule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which package may import what. The table is data: a change of mind is a change of one line. */
final class Architecture {

    private static final String BASE = "org.hraft";

    /** What any package may use: values and plain computation. */
    private static final List<String> EVERYWHERE = List.of(
            "java.lang..",
            "java.util",
            "java.util.function",
            "java.util.random",
            "java.util.stream",
            "java.util.zip",
            "org.jspecify..");

    /** Bytes and text in memory; not for raft, which has nothing to encode. */
    private static final List<String> BYTES = List.of("java.io", "java.nio", "java.nio.charset");

    private static final List<String> CONCURRENCY = List.of("java.util.concurrent..");
    private static final List<String> REST = List.of("jakarta.ws.rs..", "com.fasterxml.jackson..");
    private static final List<String> PERSISTENT_COLLECTIONS = List.of("org.pcollections..");
    private static final List<String> DISK = List.of("java.sql..", "javax.sql..", "java.nio..");

    /** The storage factory under Derby: what Derby says itself of failed writes is not enough. */
    private static final List<String> DERBY_FILES = List.of(
            "org.apache.derby.io..",
            "org.apache.derby.impl.io",
            "org.apache.derby.shared.common.error");

    /** One row: a package, ours that it may import, and what it may import beyond EVERYWHERE. */
    record Row(String name, List<String> ours, List<List<String>> platform) {}

    static final List<Row> TABLE = List.of(
            new Row("raft", List.of(), List.of()),
            new Row("node", List.of("raft"), List.of(CONCURRENCY)),
            new Row("kv", List.of("node"), List.of(CONCURRENCY, BYTES, PERSISTENT_COLLECTIONS)),
            new Row(
                    "storage",
                    List.of("raft", "node", "kv"),
                    List.of(CONCURRENCY, BYTES, DISK, DERBY_FILES)),
            new Row(
                    "transport",
                    List.of("raft", "node"),
                    List.of(CONCURRENCY, BYTES, REST, List.of("java.net"))),
            new Row(
                    "api",
                    List.of("kv", "node"),
                    List.of(CONCURRENCY, BYTES, REST, List.of("java.net"))));

    /** The row without limits but one: SQL and files belong to storage alone. */
    static final String SHELL = "server";

    private static final String[] NOT_IN_SHELL = {"java.sql..", "javax.sql..", "java.nio.file.."};

    /** Types that bring a clock, threads, or an order that differs from one JVM to the next. */
    private static final Set<String> TYPES_NOT_IN_RAFT = Set.of(
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.Runtime",
            "java.lang.System$Logger",
            "java.lang.Thread",
            "java.lang.ThreadLocal",
            "java.util.Calendar",
            "java.util.Date",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.IdentityHashMap",
            "java.util.Timer",
            "java.util.WeakHashMap");

    /** Calls that do the same; a name ending in a dot stands for all members of the class. */
    private static final Set<String> CALLS_NOT_IN_RAFT = Set.of(
            "java.lang.Math.random",
            "java.lang.StrictMath.random",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.System.identityHashCode",
            "java.lang.System.nanoTime",
            "java.lang.System.err",
            "java.lang.System.out",
            "java.util.Map.copyOf",
            "java.util.Map.of",
            "java.util.Map.ofEntries",
            "java.util.Random.<init>",
            "java.util.Set.copyOf",
            "java.util.Set.of",
            "java.util.SplittableRandom.<init>",
            "java.util.UUID.randomUUID",
            "java.util.random.RandomGenerator.getDefault",
            "java.util.random.RandomGenerator.of",
            "java.util.stream.BaseStream.parallel",
            "java.util.stream.Collectors.groupingBy",
            "java.util.stream.Collectors.toMap",
            "java.util.stream.Collectors.toSet",
            "java.util.stream.Collectors.toUnmodifiableMap",
            "java.util.stream.Collectors.toUnmodifiableSet");

    private Architecture() {}

    static List<ArchRule> rules() {
        List<ArchRule> rules = new ArrayList<>();
        TABLE.forEach(row -> rules.add(importsOf(row)));
        rules.add(noClasses()
                .that()
                .resideInAPackage(within(SHELL))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(NOT_IN_SHELL)
                .as("server leaves SQL and files to storage"));
        rules.add(noClasses()
                .that()
                .resideInAPackage(within("raft"))
                .should()
                .dependOnClassesThat(named(TYPES_NOT_IN_RAFT))
                .as("raft uses no type with a clock, a thread or a salted order"));
        rules.add(noClasses()
                .that()
                .resideInAPackage(within("raft"))
                .should()
                .accessTargetWhere(called(CALLS_NOT_IN_RAFT))
                .as("raft asks no clock, rolls no dice, and makes no salted collection"));
        rules.add(classes()
                .that()
                .resideInAPackage(BASE + ".*..")
                .should()
                .resideInAnyPackage(Stream.concat(TABLE.stream().map(Row::name), Stream.of(SHELL))
                        .map(Architecture::within)
                        .toArray(String[]::new))
                .as("every package has its row in the table"));
        rules.add(slices().matching(BASE + ".(*)..").should().beFreeOfCycles());
        return rules.stream().map(rule -> rule.allowEmptyShould(true)).toList();
    }

    private static ArchRule importsOf(Row row) {
        Stream<String> ours =
                Stream.concat(Stream.of(row.name()), row.ours().stream()).map(Architecture::within);
        Stream<String> platform = row.platform().stream().flatMap(List::stream);
        String[] allowed = Stream.of(EVERYWHERE.stream(), ours, platform)
                .flatMap(packages -> packages)
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(within(row.name()))
                .should()
                .onlyDependOnClassesThat(inAny(allowed))
                .as(row.name() + " imports only its row of the table");
    }

    /** An array counts as its element type; primitive types are free. */
    private static DescribedPredicate<JavaClass> inAny(String... packages) {
        DescribedPredicate<JavaClass> inside = JavaClass.Predicates.resideInAnyPackage(packages);
        return DescribedPredicate.describe(inside.getDescription(), type -> {
            JavaClass element = type.getBaseComponentType();
            return element.isPrimitive() || inside.test(element);
        });
    }

    private static DescribedPredicate<JavaClass> named(Set<String> names) {
        return DescribedPredicate.describe(
                "are one of " + names,
                type -> names.contains(type.getBaseComponentType().getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> called(Set<String> names) {
        return DescribedPredicate.describe("is one of " + names, access -> {
            HasName member = access.getTarget();
            return names.contains(access.getTargetOwner().getName() + "." + member.getName());
        });
    }

    private static String within(String name) {
        return BASE + "." + name + "..";
    }
}
