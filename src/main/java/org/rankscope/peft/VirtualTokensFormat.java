package org.rankscope.peft;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code PROMPT_TUNING} and {@code PREFIX_TUNING}. What the file says of the model (its blocks, heads and sizes) is put in
 * by the {@link VirtualTokens}; of a stored adapter the shape of its tensor says it.
 *
 * @param start fields that say how training began, with what PEFT writes where nothing is chosen; null for none
 */
record VirtualTokensFormat(String type, AdapterConfig.Method method, Map<String, Object> start) implements PeftFormat {
    static final VirtualTokensFormat PROMPT = new VirtualTokensFormat(
            "PROMPT_TUNING",
            AdapterConfig.Method.PROMPT_TUNING,
            fields(
                    "prompt_tuning_init", "RANDOM",
                    "prompt_tuning_init_text", null,
                    "tokenizer_kwargs", null,
                    "tokenizer_name_or_path", null));
    static final VirtualTokensFormat PREFIX =
            new VirtualTokensFormat("PREFIX_TUNING", AdapterConfig.Method.PREFIX_TUNING, fields("init_weights", null));

    static final String LAYERS = "num_layers";
    static final String HEADS = "num_attention_heads";
    static final String TOKEN_DIM = "token_dim";
    static final String ENCODER_SIZE = "encoder_hidden_size";

    private static final String COUNT = "num_virtual_tokens";
    static final String SUBMODULES = "num_transformer_submodules";
    private static final String SAVED = "modules_to_save";

    private static Map<String, Object> fields(Object... pairs) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put((String) pairs[i], pairs[i + 1]);
        }
        return fields;
    }

    @Override
    public boolean holds(AdapterConfig config) {
        return config.method() == method;
    }

    @Override
    public Set<String> read() {
        return Set.of(COUNT, SUBMODULES, SAVED);
    }

    @Override
    public Set<String> withoutEffect() {
        Set<String> names = new HashSet<>(Set.of(LAYERS, HEADS, TOKEN_DIM, ENCODER_SIZE));
        names.addAll(start.keySet());
        return names;
    }

    @Override
    public AdapterConfig parse(PeftFields json) {
        if (PeftFields.isNeutral(json.node(COUNT))) {
            throw json.wrong(COUNT, "is left out", "expected how many virtual tokens there are");
        }
        return AdapterConfigBuilder.builder()
                .method(method)
                .numVirtualTokens(json.integer(COUNT, AdapterConfig.DEFAULT_VIRTUAL_TOKENS))
                .numTransformerSubmodules(
                        PeftFields.isNeutral(json.node(SUBMODULES)) ? null : json.integer(SUBMODULES, 0))
                .modulesToSave(json.names(SAVED).stream().distinct().toList())
                .build();
    }

    @Override
    public void write(Map<String, Object> json, AdapterConfig config, List<AdaptedModule> adapted) {
        json.putAll(start);
        json.put(COUNT, config.capacity());
    }
}
