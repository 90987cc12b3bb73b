package org.rankscope.peft;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.rankscope.model.LinearModule;

/**
 * What a model calls the layers of its attention: what "queries and values" means as {@code target_modules} of it. A layer
 * that makes queries, keys and values at once counts as each of them.
 *
 * @param queryValue the usual choice (LoRA paper, section 4.2); empty where no such layers are known
 * @param all with keys and outputs
 */
public record AttentionModules(List<String> queryValue, List<String> all) {
    private static final Set<LayerRole> QUERY_VALUE = EnumSet.of(LayerRole.QUERY, LayerRole.VALUE, LayerRole.JOINED);
    private static final Set<LayerRole> ALL = EnumSet.range(LayerRole.QUERY, LayerRole.ATTENTION_OUTPUT);

    public AttentionModules {
        queryValue = List.copyOf(queryValue);
        all = List.copyOf(all);
    }

    /** The names that occur in {@code modules}, in their order. */
    public static AttentionModules of(List<LinearModule> modules) {
        List<String> queryValue = LayerRole.names(modules, QUERY_VALUE);
        return new AttentionModules(queryValue, queryValue.isEmpty() ? List.of() : LayerRole.names(modules, ALL));
    }
}
