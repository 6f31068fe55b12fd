package org.hraft.api;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Makes a problem of whatever a request ends with, before or outside of the resources too. */
@Provider
public final class ErrorMapper implements ExceptionMapper<Throwable> {
    private final Problems problems;

    ErrorMapper(Problems problems) {
        this.problems = problems;
    }

    @Override
    public Response toResponse(Throwable error) {
        return problems.of(error);
    }
}
