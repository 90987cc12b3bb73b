package org.rankscope.peft;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rankscope.graph.Tensor;

/**
 * What the name of a stored factor says. PEFT writes {@code base_model.model.<module>.lora_A.weight}, for embeddings
 * {@code <module>.lora_embedding_A}; older files lack the prefix or the last part, and a raw state dictionary has the
 * adapter's name in between: {@code lora_A.default.weight}.
 *
 * @param module the module's full name
 * @param first whether it is A, else B
 */
record FactorName(String module, boolean first) {
    private static final Pattern FACTOR =
            Pattern.compile("(?:base_model\\.model\\.)?(.+)\\.lora_(?:embedding_)?([AB])(?:\\.[^.]+){0,2}");

    /** Of a tensor's name; empty where it is no factor. */
    static Optional<FactorName> of(String name) {
        Matcher matcher = FACTOR.matcher(name);
        return matcher.matches()
                ? Optional.of(new FactorName(matcher.group(1), matcher.group(2).equals("A")))
                : Optional.empty();
    }

    /** The factor of {@code update} that has this name. */
    Tensor of(LowRankUpdate update) {
        return first ? update.loraA() : update.loraB();
    }
}
