package org.rankscope.runtime;

/** A run was stopped on request. */
public final class TerminatedException extends RuntimeFailure {
    private static final long serialVersionUID = 1L;

    TerminatedException(Throwable cause) {
        super("The run was stopped.", cause);
    }
}
