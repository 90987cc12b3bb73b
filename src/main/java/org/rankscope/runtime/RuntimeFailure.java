package org.rankscope.runtime;

import java.util.regex.Pattern;

/** ONNX Runtime could not do what was asked of it. */
public class RuntimeFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What stands in front of the matter: codes, and which node ran within which. */
    private static final Pattern INTRODUCTION = Pattern.compile(
            "^.*(?:- message: |Status Message: |Exception during initialization: )(?:This is an invalid model\\. )?",
            Pattern.DOTALL);

    private final String reason;

    RuntimeFailure(String what, Exception cause) {
        super(what + ": " + reason(cause), cause);
        this.reason = reason(cause);
    }

    RuntimeFailure(String sentence) {
        super(sentence);
        this.reason = sentence;
    }

    /** What the runtime says of the matter itself. */
    public String reason() {
        return reason;
    }

    private static String reason(Exception cause) {
        String message = String.valueOf(cause.getMessage());
        return INTRODUCTION
                .matcher(message)
                .replaceFirst("")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
