package org.rankscope.study;

/**
 * A study can't go on, through nobody's wrong request: a full disk, a worker that can't be started. The message is one
 * plain sentence; finished cells are on disk and a second run goes on from them.
 */
public final class StudyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StudyException(String sentence) {
        super(sentence);
    }

    public StudyException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
