package org.hraft.simulation;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The classes of the tests once more, with others in the place of some of the product's: whatever is
 * loaded here, the simulator first of all, uses those and never the ones of the test that runs.
 */
final class World implements AutoCloseable {

    private final URLClassLoader loader;

    /** @param classes a folder that goes before everything else */
    World(Path classes) throws MalformedURLException {
        List<URL> places = new ArrayList<>(List.of(classes.toUri().toURL()));
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            places.add(Path.of(place).toUri().toURL());
        }
        // Nothing of ours is above, so nobody can ask there first.
        loader = new URLClassLoader(
                places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** The class of this name as it is here. */
    Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(name, true, loader);
    }

    /** Plays schedules in this world, see {@link Hunt#play}. */
    Quarry hunt(long maxSchedules, long maxMillis) throws ReflectiveOperationException {
        Object found = load(Hunt.class.getName())
                .getMethod("play", long.class, long.class)
                .invoke(null, maxSchedules, maxMillis);
        return Quarry.of((Map<?, ?>) found);
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
