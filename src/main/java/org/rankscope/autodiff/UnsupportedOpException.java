package org.rankscope.autodiff;

import java.util.Map;
import java.util.stream.Collectors;
import org.rankscope.io.RequestException;

/** Nodes that lie between the loss and what is to be trained, and whose operators have no gradient rule; all at once. */
public final class UnsupportedOpException extends RequestException {
    private static final long serialVersionUID = 1L;

    UnsupportedOpException(Map<String, String> reasonsByNode) {
        super("No gradient can be derived through "
                + reasonsByNode.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining("; "))
                + "; choose target modules nearer to the output than these nodes, or export the model without them.");
    }
}
