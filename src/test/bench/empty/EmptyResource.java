import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** The least that JAX-RS can do: no body is read, none is written. */
@Path("empty")
public final class EmptyResource {

    @GET
    public void get() {}

    @POST
    public void post() {}
}
