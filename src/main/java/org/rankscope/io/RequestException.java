package org.rankscope.io;

/**
 * A request that can't be met as it stands: a file, a field or an argument is wrong. The message is one plain sentence
 * for a person: what was looked at and where, what was expected, what was found, what to do. The command line prints it
 * and exits with 2; the window shows it at its field.
 */
public class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RequestException(String sentence) {
        super(sentence);
    }

    public RequestException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
