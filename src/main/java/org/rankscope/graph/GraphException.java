package org.rankscope.graph;

/** A graph can't be built as asked: sizes that don't fit, a name used twice, a value that nothing makes. */
public class GraphException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GraphException(String message) {
        super(message);
    }
}
