package org.rankscope.peft;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rankscope.model.LinearModule;

/**
 * What a model calls the layers of its attention: what "queries and values" means as {@code target_modules} of it. A layer
 * that makes queries, keys and values at once counts as each of them.
 *
 * @param queryValue the usual choice (LoRA paper, section 4.2); empty where no such layers are known
 * @param all with keys and outputs
 */
public record AttentionModules(List<String> queryValue, List<String> all) {
    /** Names in published models: Llama, BERT and ViT, DistilBERT, DeBERTa, T5, diffusers. */
    private static final Set<String> QUERIES = Set.of("q_proj", "query", "q_lin", "query_proj", "q", "to_q");

    private static final Set<String> KEYS = Set.of("k_proj", "key", "k_lin", "key_proj", "k", "to_k");
    private static final Set<String> VALUES = Set.of("v_proj", "value", "v_lin", "value_proj", "v", "to_v");
    /** GPT-2; GPT-NeoX, Falcon and Bloom; Phi-3; timm's vision transformers. */
    private static final Set<String> JOINED = Set.of("c_attn", "query_key_value", "qkv_proj", "qkv");

    /** Names that tell an attention's output from that of other parts. */
    private static final Set<String> OUTPUTS = Set.of("o_proj", "out_proj", "out_lin", "o", "to_out");

    /** Others are called as in the rest of the block, so that the module above them is needed: {@code attention.output.dense}. */
    private static final Pattern OUTPUT_BELOW = Pattern.compile(
            "(?:.*\\.)?((?:attn|self_attn|attention|self_attention)\\.(?:output\\.)?(?:dense|c_proj|proj))");

    public AttentionModules {
        queryValue = List.copyOf(queryValue);
        all = List.copyOf(all);
    }

    /** The names that occur in {@code modules}, in their order. */
    public static AttentionModules of(List<LinearModule> modules) {
        Set<String> queryValue = new LinkedHashSet<>();
        Set<String> all = new LinkedHashSet<>();
        for (LinearModule module : modules) {
            String last = module.name().substring(module.name().lastIndexOf('.') + 1);
            if (module.head() || module.isConvolution()) {
                continue;
            }
            boolean joined = JOINED.contains(last);
            if (joined || QUERIES.contains(last) || VALUES.contains(last)) {
                queryValue.add(last);
            }
            if (joined
                    || QUERIES.contains(last)
                    || KEYS.contains(last)
                    || VALUES.contains(last)
                    || OUTPUTS.contains(last)) {
                all.add(last);
            } else {
                Matcher below = OUTPUT_BELOW.matcher(module.name());
                if (below.matches()) {
                    all.add(below.group(1));
                }
            }
        }
        return new AttentionModules(List.copyOf(queryValue), queryValue.isEmpty() ? List.of() : List.copyOf(all));
    }
}
