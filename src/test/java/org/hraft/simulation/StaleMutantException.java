package org.hraft.simulation;

import java.nio.file.Path;

/** A seeded bug cannot be put into the sources any more, because these have changed. */
final class StaleMutantException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleMutantException(Path patch, String what) {
        super(String.format(
                "%s %s%nMake the same mistake in the sources as they are now, put the output of"
                        + " \"git diff src/main/java\" in the place of the old one below the"
                        + " heading, and take the mistake back. If it cannot be made any more,"
                        + " remove the patch.",
                patch, what));
    }
}
