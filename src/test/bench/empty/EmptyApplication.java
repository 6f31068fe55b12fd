import org.hraft.server.RestApplication;

import java.util.HashSet;
import java.util.Set;

/** hraft's own resources and {@link EmptyResource}. The servlet is compiled anew to serve it. */
public final class EmptyApplication extends RestApplication {

    @Override
    @SuppressWarnings("deprecation") // as in the class above
    public Set<Object> getSingletons() {
        Set<Object> all = new HashSet<>(super.getSingletons());
        all.add(new EmptyResource());
        return all;
    }
}
