package org.rankscope.peft;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rankscope.model.LinearModule;

/** What a layer of a block is there for, by what published models call it. The first that fits a name is its role. */
enum LayerRole {
    /** Llama, BERT and ViT, DistilBERT, DeBERTa, T5, diffusers. */
    QUERY("q_proj|query|q_lin|query_proj|q|to_q"),
    KEY("k_proj|key|k_lin|key_proj|k|to_k"),
    VALUE("v_proj|value|v_lin|value_proj|v|to_v"),
    /** Queries, keys and values at once: GPT-2; GPT-NeoX, Falcon and Bloom; Phi-3; timm's vision transformers. */
    JOINED("c_attn|query_key_value|qkv_proj|qkv"),
    /** Some are called as others in the block, so that the module above them is needed: {@code attention.output.dense}. */
    ATTENTION_OUTPUT("o_proj|out_proj|out_lin|o|to_out"
            + "|(?:attn|self_attn|attention|self_attention)\\.(?:output\\.)?(?:dense|c_proj|proj)"),
    /** The last layer of the feed-forward part. */
    FEED_FORWARD_OUTPUT("down_proj|dense_4h_to_h|fc2|lin2|wo|fc_out|output\\.dense|mlp\\.c_proj|ff\\.net\\.2");

    private final Pattern pattern;

    LayerRole(String names) {
        this.pattern = Pattern.compile("(?:.*\\.)?(" + names + ")");
    }

    /** The role of {@code module}; heads, convolutions and tables have none. */
    static Optional<LayerRole> of(LinearModule module) {
        return module.head() || module.isConvolution() || module.embedding()
                ? Optional.empty()
                : Arrays.stream(values())
                        .filter(role -> role.pattern.matcher(module.name()).matches())
                        .findFirst();
    }

    /** The layers of {@code modules} that have one of {@code roles}. */
    static List<LinearModule> in(List<LinearModule> modules, Collection<LayerRole> roles) {
        return modules.stream()
                .filter(module -> of(module).filter(roles::contains).isPresent())
                .toList();
    }

    /** What these layers are called, as {@code target_modules} means them: the ends of their names. */
    static List<String> names(List<LinearModule> modules, Collection<LayerRole> roles) {
        return in(modules, roles).stream()
                .map(module -> of(module).orElseThrow().name(module))
                .distinct()
                .toList();
    }

    private String name(LinearModule module) {
        Matcher matcher = pattern.matcher(module.name());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(module.name() + " is no " + this);
        }
        return matcher.group(1);
    }
}
