package org.hraft.storage;

import org.hraft.node.DamagedStoreException;
import org.hraft.node.StorageException;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Tells what a failure of Derby means: an operator can help (a full disk, a wrong owner, a disk that
 * does not answer), or what is on the disk is not what was written. Pure.
 */
final class DerbyFailure {

    private static final String INVALID_CHECKSUM = "XSDG2";

    private static final String DERBYS_OWN = "ERROR ";

    private static final String INTERRUPTED = "08000";

    /** Pages and records that are not where they must be, and what else the raw store finds odd. */
    private static final String RAW_STORE = "XSDB";

    /** So much for a chain of causes that ends in itself. */
    private static final int MAX_CAUSES = 32;

    /**
     * At boot: what Derby cannot use is damaged, unless the operating system has refused something.
     *
     * @param what was wrong, without the end of the sentence
     * @param help the rest of the sentence for the operator who can do something
     */
    static StorageException atBoot(String what, String help, Exception failure) {
        return causes(failure).stream().anyMatch(DerbyFailure::isOfTheSystem)
                ? new StorageException(what + help, failure)
                : new DamagedStoreException(what, failure);
    }

    /** Later: a failure is one of the disk, unless Derby says that it has read nonsense. */
    static StorageException later(String what, String help, SQLException failure) {
        return causes(failure).stream().anyMatch(cause -> isNonsense(state(cause)))
                ? new DamagedStoreException(what, failure)
                : new StorageException(what + help, failure);
    }

    /** The last word of Derby, which begins with what happened to somebody else's class loader. */
    static String reason(Exception failure) {
        return causes(failure).stream()
                .map(Throwable::getMessage)
                .filter(Objects::nonNull)
                .reduce(failure.toString(), (before, deeper) -> deeper);
    }

    private static boolean isNonsense(String state) {
        return state.startsWith(INVALID_CHECKSUM) || state.startsWith(RAW_STORE);
    }

    /** Of Derby's own exceptions, which stand between those of SQL, only the text is known here. */
    private static String state(Throwable cause) {
        if (cause instanceof SQLException e) {
            return String.valueOf(e.getSQLState());
        }
        String text = cause.toString();
        return text.startsWith(DERBYS_OWN) ? text.substring(DERBYS_OWN.length()) : "";
    }

    /** It has no memory, wants the thread to end, or refuses a file. */
    private static boolean isOfTheSystem(Throwable cause) {
        return cause instanceof VirtualMachineError
                || (cause instanceof SQLException e && INTERRUPTED.equals(e.getSQLState()))
                || (cause instanceof IOException file && isRefusal(file));
    }

    /**
     * A file that ends too early or is missing is damage. With a cause it is not the system's, but
     * Derby's way to pass an error through a stream, as with values that are larger than a page.
     */
    private static boolean isRefusal(IOException e) {
        return e.getCause() == null
                && !(e instanceof EOFException)
                && !(e instanceof NoSuchFileException)
                && !(e instanceof FileNotFoundException
                        && String.valueOf(e.getMessage()).contains("No such file"));
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> all = new ArrayList<>(List.of(failure));
        for (int i = 0; i < all.size() && all.size() < MAX_CAUSES; i++) {
            Throwable cause = all.get(i).getCause();
            if (cause != null) {
                all.add(cause);
            }
            if (all.get(i) instanceof SQLException e && e.getNextException() != null) {
                all.add(e.getNextException());
            }
        }
        return all;
    }

    private DerbyFailure() {}
}
