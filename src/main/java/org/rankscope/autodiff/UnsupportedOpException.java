package org.rankscope.autodiff;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rankscope.io.RequestException;

/** Nodes that lie between the loss and what is to be trained, and whose operators have no gradient rule; all at once. */
public final class UnsupportedOpException extends RequestException {
    private static final long serialVersionUID = 1L;

    UnsupportedOpException(Map<String, String> reasonsByNode) {
        super("No gradient can be derived through " + listed(reasonsByNode)
                + "; choose target modules nearer to the output than these nodes, or export the model without them.");
    }

    /** {@code a (Op), b (Op): reason; c (Other): reason}. */
    private static String listed(Map<String, String> reasonsByNode) {
        Map<String, List<String>> nodes = new LinkedHashMap<>();
        reasonsByNode.forEach((node, reason) ->
                nodes.computeIfAbsent(reason, key -> new ArrayList<>()).add(node));
        return nodes.entrySet().stream()
                .map(entry -> String.join(", ", entry.getValue()) + ": " + entry.getKey())
                .collect(Collectors.joining("; "));
    }
}
