package org.rankscope.peft;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.rankscope.model.LinearModule;

/**
 * PEFT's {@code adapter_config.json} for LoRA, as PEFT 0.21 writes it and as versions since 0.3 wrote it.
 *
 * <p>PEFT has many more fields than {@link AdapterConfig}. One that only says how an adapter came to be, or that holds
 * its neutral value, is passed over; one that changes what the adapter computes is refused by name, known or not.
 */
public final class PeftConfigJson {
    /** Fields that say nothing about what a stored adapter of linear layers computes. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "auto_mapping",
            "base_model_name_or_path",
            "corda_config",
            "eva_config",
            "fan_in_fan_out",
            "inference_mode",
            "init_lora_weights",
            "layers_pattern",
            "megatron_core",
            "peft_type",
            "peft_version",
            "qalora_group_size",
            "revision",
            "runtime_config",
            "task_type");
    /** Fields that become an {@link AdapterConfig}. */
    private static final Set<String> READ = Set.of(
            "alpha_pattern",
            "bias",
            "layers_to_transform",
            "lora_alpha",
            "lora_dropout",
            "modules_to_save",
            "r",
            "rank_pattern",
            "target_modules",
            "use_rslora");
    /** Ways to begin that leave the base model's weights as they are. */
    private static final Set<String> PLAIN_STARTS = Set.of("true", "false", "gaussian", "eva", "orthogonal");

    private PeftConfigJson() {}

    /** The configuration in {@code json}, which {@code source} names in messages. */
    public static AdapterConfig parse(JsonNode json, String source) {
        PeftFields fields = new PeftFields(json, source);
        checkKind(fields);
        json.fieldNames().forEachRemaining(name -> {
            if (!WITHOUT_EFFECT.contains(name) && !READ.contains(name) && !isNeutral(json.get(name))) {
                throw fields.wrong(name, "is not supported", "leave it out or train the adapter without it");
            }
        });
        List<Integer> layers = fields.integersOrOne("layers_to_transform");
        if (!layers.isEmpty() && !isNeutral(fields.node("layers_pattern"))) {
            throw fields.wrong("layers_pattern", "is not supported beside layers_to_transform", "leave it out");
        }
        boolean rslora = fields.flag("use_rslora");
        double dropout = fields.number("lora_dropout", 0);
        if (!(dropout >= 0 && dropout < 1)) {
            throw fields.wrong("lora_dropout", "is not a probability", "expected a number from 0 to below 1");
        }
        return new AdapterConfig(
                AdapterConfig.Method.LORA,
                fields.integer("r", AdapterConfig.DEFAULT_R),
                fields.number("lora_alpha", AdapterConfig.DEFAULT_ALPHA),
                dropout,
                fields.targets("target_modules"),
                rslora,
                false,
                fields.integerMap("rank_pattern"),
                fields.numberMap("alpha_pattern"),
                bias(fields),
                layers,
                fields.names("modules_to_save"));
    }

    /**
     * The fields of PEFT's file, in its order, for LoRA and rsLoRA. {@code "all-linear"} and {@code "default"} are
     * written as the names that they came to, as PEFT does.
     */
    public static Map<String, Object> toJson(AdapterConfig config, List<AdaptedModule> adapted, BaseReference base) {
        if (config.method() != AdapterConfig.Method.LORA && config.method() != AdapterConfig.Method.RSLORA) {
            throw new IllegalArgumentException(
                    "Not a LoRA adapter: " + config.method().json());
        }
        Map<String, Object> json = new TreeMap<>();
        for (String empty : new String[] {
            "auto_mapping",
            "exclude_modules",
            "layer_replication",
            "layers_pattern",
            "megatron_config",
            "revision",
            "target_parameters",
            "trainable_token_indices"
        }) {
            json.put(empty, null);
        }
        Map<String, Object> alphas = new LinkedHashMap<>();
        config.alphaPattern().forEach((key, alpha) -> alphas.put(key, wholeIfPossible(alpha)));
        json.put("alpha_pattern", alphas);
        json.put("base_model_name_or_path", base.model());
        json.put("bias", config.bias().json());
        json.put("fan_in_fan_out", false);
        json.put("inference_mode", true);
        json.put("init_lora_weights", true);
        json.put("layers_to_transform", config.layersToTransform().isEmpty() ? null : config.layersToTransform());
        json.put("loftq_config", Map.of());
        json.put("lora_alpha", wholeIfPossible(config.loraAlpha()));
        json.put("lora_bias", false);
        json.put("lora_dropout", config.loraDropout());
        json.put("megatron_core", "megatron.core");
        json.put("modules_to_save", config.modulesToSave().isEmpty() ? null : config.modulesToSave());
        json.put("peft_type", "LORA");
        json.put("r", config.r());
        json.put("rank_pattern", config.rankPattern());
        json.put("target_modules", written(config.targetModules(), adapted));
        json.put("task_type", base.task().peftName().orElse(null));
        json.put("use_dora", config.useDora());
        json.put("use_rslora", config.useRslora());
        return json;
    }

    private static Object written(TargetSpec spec, List<AdaptedModule> adapted) {
        List<LinearModule> modules = adapted.stream().map(AdaptedModule::module).toList();
        if (spec.isAllLinear() || TargetModules.namesOlder(spec, modules)) {
            return modules.stream().map(LinearModule::name).toList();
        } else if (spec.isDefault()) {
            return AttentionModules.of(modules).queryValue();
        }
        return spec.toJson();
    }

    private static void checkKind(PeftFields fields) {
        if (!fields.text("peft_type", "").equals("LORA")) {
            throw fields.wrong("peft_type", "is not supported", "expected LORA");
        }
        if (!PLAIN_STARTS.contains(fields.node("init_lora_weights").asText("true"))
                && !isNeutral(fields.node("init_lora_weights"))) {
            throw fields.wrong(
                    "init_lora_weights",
                    "changes the base model's weights and is not supported",
                    "convert the adapter to plain LoRA first");
        }
    }

    private static AdapterConfig.Bias bias(PeftFields fields) {
        String text = fields.text("bias", AdapterConfig.Bias.NONE.json());
        List<AdapterConfig.Bias> known = List.of(AdapterConfig.Bias.values());
        return known.stream()
                .filter(bias -> bias.json().equals(text))
                .findFirst()
                .orElseThrow(() -> fields.wrong(
                        "bias",
                        "is unknown",
                        "expected "
                                + String.join(
                                        ", ",
                                        known.stream()
                                                .map(AdapterConfig.Bias::json)
                                                .toList())));
    }

    /** Null, false, an empty list or an empty object: what PEFT writes for a feature that is not used. */
    private static boolean isNeutral(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || value.isBoolean() && !value.booleanValue()
                || value.isContainerNode() && value.isEmpty();
    }

    private static Object wholeIfPossible(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15 ? (Object) (long) number : (Object) number;
    }
}
