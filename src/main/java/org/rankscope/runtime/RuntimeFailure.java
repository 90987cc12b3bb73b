package org.rankscope.runtime;

/** ONNX Runtime could not do what was asked of it. */
public class RuntimeFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RuntimeFailure(String message, Throwable cause) {
        super(message, cause);
    }

    RuntimeFailure(String message) {
        super(message);
    }
}
