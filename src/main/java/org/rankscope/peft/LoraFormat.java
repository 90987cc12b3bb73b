package org.rankscope.peft;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code LORA}: plain, rank-stabilised, and weight-decomposed. */
final class LoraFormat implements PeftFormat {
    /** Ways to begin that leave the base model's weights as they are. */
    private static final Set<String> PLAIN_STARTS = Set.of("true", "false", "gaussian", "eva", "orthogonal");

    @Override
    public String type() {
        return "LORA";
    }

    @Override
    public boolean holds(AdapterConfig config) {
        return config.method().isPlainLora() || config.method() == AdapterConfig.Method.DORA;
    }

    @Override
    public Set<String> read() {
        return Set.of(
                "alpha_pattern",
                "bias",
                "layers_to_transform",
                "lora_alpha",
                "lora_dropout",
                "modules_to_save",
                "r",
                "rank_pattern",
                "target_modules",
                "use_dora",
                "use_rslora");
    }

    @Override
    public Set<String> withoutEffect() {
        return Set.of(
                "corda_config",
                "eva_config",
                "fan_in_fan_out",
                "init_lora_weights",
                "layers_pattern",
                "megatron_core",
                "qalora_group_size",
                "runtime_config");
    }

    @Override
    public AdapterConfig parse(PeftFields fields) {
        JsonNode start = fields.node("init_lora_weights");
        if (!PLAIN_STARTS.contains(start.asText("true")) && !PeftFields.isNeutral(start)) {
            throw fields.wrong(
                    "init_lora_weights",
                    "changes the base model's weights and is not supported",
                    "convert the adapter to plain LoRA first");
        }
        return common(fields)
                .method(AdapterConfig.Method.LORA)
                .r(fields.integer("r", AdapterConfig.DEFAULT_R))
                .rankPattern(fields.integerMap("rank_pattern"))
                .useDora(fields.flag("use_dora"))
                .build();
    }

    /** The fields that all methods of low rank have. */
    static AdapterConfigBuilder common(PeftFields fields) {
        List<Integer> layers = fields.integersOrOne("layers_to_transform");
        if (!layers.isEmpty() && !PeftFields.isNeutral(fields.node("layers_pattern"))) {
            throw fields.wrong("layers_pattern", "is not supported beside layers_to_transform", "leave it out");
        }
        return AdapterConfigBuilder.builder()
                .loraAlpha(fields.number("lora_alpha", AdapterConfig.DEFAULT_ALPHA))
                .loraDropout(fields.probability("lora_dropout"))
                .targetModules(fields.targets("target_modules"))
                .useRslora(fields.flag("use_rslora"))
                .alphaPattern(fields.numberMap("alpha_pattern"))
                .bias(fields.bias())
                .layersToTransform(layers)
                .modulesToSave(fields.names("modules_to_save"));
    }

    @Override
    public void write(Map<String, Object> json, AdapterConfig config, List<AdaptedModule> adapted) {
        for (String empty : new String[] {
            "exclude_modules",
            "layer_replication",
            "layers_pattern",
            "megatron_config",
            "target_parameters",
            "trainable_token_indices"
        }) {
            json.put(empty, null);
        }
        Map<String, Object> alphas = new LinkedHashMap<>();
        config.alphaPattern().forEach((key, alpha) -> alphas.put(key, wholeIfPossible(alpha)));
        json.put("alpha_pattern", alphas);
        json.put("bias", config.bias().json());
        json.put("fan_in_fan_out", PeftConfigJson.fanInFanOut(adapted));
        json.put("init_lora_weights", true);
        json.put("layers_to_transform", config.layersToTransform().isEmpty() ? null : config.layersToTransform());
        json.put("loftq_config", Map.of());
        json.put("lora_alpha", wholeIfPossible(config.loraAlpha()));
        json.put("lora_bias", false);
        json.put("lora_dropout", config.loraDropout());
        json.put("megatron_core", "megatron.core");
        json.put("r", config.r());
        json.put("rank_pattern", config.rankPattern());
        json.put("target_modules", PeftConfigJson.written(config, adapted));
        json.put("use_dora", config.useDora());
        json.put("use_rslora", config.useRslora());
    }

    private static Object wholeIfPossible(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15 ? (Object) (long) number : (Object) number;
    }
}
