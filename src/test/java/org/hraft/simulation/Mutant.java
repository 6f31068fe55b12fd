package org.hraft.simulation;

import com.github.difflib.patch.PatchFailedException;
import com.github.difflib.unifieddiff.UnifiedDiff;
import com.github.difflib.unifieddiff.UnifiedDiffFile;
import com.github.difflib.unifieddiff.UnifiedDiffReader;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A seeded bug: a patch of the product's sources, which themselves know nothing of it. Its file
 * begins with a sentence that says what is broken and the number of the hazard, and with the scope in
 * which the search finds it, too, if there is one, or with the test that finds it where the simulator
 * cannot, or with the seed that found it once, if that took long; then comes the output of {@code git
 * diff}. Lines may have moved since, but the lines around a change may not have changed.
 */
final class Mutant {

    private static final String SCOPE = "Scope: ";
    private static final String TEST = "Test: ";
    private static final String SEED = "Seed: ";

    private final Path file;
    private final List<String> lines;
    private final UnifiedDiff diff;

    private Mutant(Path file, List<String> lines, UnifiedDiff diff) {
        this.file = file;
        this.lines = lines;
        this.diff = diff;
    }

    /** Reads a patch. */
    static Mutant read(Path file) throws IOException {
        try (InputStream patch = Files.newInputStream(file)) {
            UnifiedDiff diff = UnifiedDiffReader.parseUnifiedDiff(patch);
            return new Mutant(file, Files.readAllLines(file), diff);
        }
    }

    /** The name of its file without the ending. */
    String name() {
        return file.getFileName().toString().replace(".patch", "");
    }

    /** The number of the hazard with which its name begins. */
    int hazard() {
        return Integer.parseInt(name().substring(0, 2));
    }

    /** What is broken, in one sentence. */
    String fault() {
        return lines.get(0);
    }

    /** The scope of {@code org.hraft.search} in which it is found, null if none is known. */
    @Nullable
    String scope() {
        return header(SCOPE);
    }

    /** The test that finds it, as {@code org.hraft.SomeTest#aRule}; null if the simulator does. */
    @Nullable
    String test() {
        return header(TEST);
    }

    /** The seed to begin with, 0 if none is known; it may have become another story since. */
    long seed() {
        String seed = header(SEED);
        return seed == null ? 0 : Long.parseLong(seed);
    }

    private @Nullable String header(String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse(null);
    }

    /** The sources with the bug in them. */
    SourceTree seededIn(SourceTree sources) {
        if (diff.getFiles().isEmpty()) {
            throw new StaleMutantException(file, "changes nothing");
        }
        SourceTree seeded = sources;
        for (UnifiedDiffFile change : diff.getFiles()) {
            seeded = seeded.with(change.getToFile(), changed(seeded, change));
        }
        return seeded;
    }

    private List<String> changed(SourceTree sources, UnifiedDiffFile change) {
        List<String> before = sources.files().get(change.getFromFile());
        if (before == null) {
            throw new StaleMutantException(
                    file, "changes " + change.getFromFile() + ", which is not there");
        }
        try {
            return change.getPatch().applyFuzzy(before, 0);
        } catch (PatchFailedException e) {
            throw new StaleMutantException(file, "no longer fits to " + change.getFromFile());
        }
    }

    /**
     * Makes classes of the sources with the bug in them, in a folder that exists. The others stay as
     * they were compiled, so a patch may not change a constant that they have copied.
     */
    void compile(SourceTree sources, Path classes) throws IOException {
        String errors = seededIn(sources).changedSince(sources).compileTo(classes);
        if (!errors.isEmpty()) {
            throw new StaleMutantException(file, "no longer compiles:\n" + errors);
        }
    }
}
