package org.rankscope.peft;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.rankscope.model.LinearModule;
import org.rankscope.model.Task;

/**
 * PEFT's {@code adapter_config.json}, as PEFT 0.21 writes it and as versions since 0.3 wrote it; each {@code peft_type} has
 * a {@link PeftFormat}.
 *
 * <p>PEFT has many more fields than {@link AdapterConfig}. One that only says how an adapter came to be, or that holds
 * its neutral value, is passed over; one that changes what the adapter computes is refused by name, known or not.
 */
public final class PeftConfigJson {
    private static final List<PeftFormat> FORMATS = List.of(
            new LoraFormat(),
            new Ia3Format(),
            new BottleneckFormat(),
            new AdaLoraFormat(),
            VirtualTokensFormat.PROMPT,
            VirtualTokensFormat.PREFIX);

    /** Fields of every type that say nothing about what a stored adapter computes. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "auto_mapping",
            "base_model_name_or_path",
            "inference_mode",
            "peft_type",
            "peft_version",
            "revision",
            "task_type");

    /** Modules that PEFT takes for heads of models with classes. */
    static final List<String> HEADS = List.of("classifier", "score");

    private PeftConfigJson() {}

    /** The configuration in {@code json}, which {@code source} names in messages. */
    public static AdapterConfig parse(JsonNode json, String source) {
        PeftFields fields = new PeftFields(json, source);
        String type = fields.text("peft_type", "");
        PeftFormat format = FORMATS.stream()
                .filter(one -> one.type().equals(type))
                .findFirst()
                .orElseThrow(() -> fields.wrong(
                        "peft_type",
                        "is not supported",
                        "expected " + FORMATS.stream().map(PeftFormat::type).collect(Collectors.joining(", "))));
        json.fieldNames().forEachRemaining(name -> {
            boolean known = WITHOUT_EFFECT.contains(name)
                    || format.withoutEffect().contains(name)
                    || format.read().contains(name);
            if (!known && !PeftFields.isNeutral(json.get(name))) {
                throw fields.wrong(name, "is not supported", "leave it out or train the adapter without it");
            }
        });
        return format.parse(fields);
    }

    /**
     * The fields of PEFT's file, by the alphabet. {@code "all-linear"} and {@code "default"} are written as the names that
     * they came to, as PEFT does.
     */
    public static Map<String, Object> toJson(AdapterConfig config, List<AdaptedModule> adapted, BaseReference base) {
        PeftFormat format = format(config)
                .orElseThrow(() -> new IllegalArgumentException(
                        "No format for " + config.method().json()));
        Map<String, Object> json = new TreeMap<>();
        json.put("auto_mapping", null);
        json.put("base_model_name_or_path", base.model());
        json.put("inference_mode", true);
        json.put("modules_to_save", config.modulesToSave().isEmpty() ? null : config.modulesToSave());
        json.put("peft_type", format.type());
        json.put("revision", null);
        json.put("task_type", taskType(config, base.task()));
        format.write(json, config, adapted);
        return json;
    }

    /** Whether weights are [in, out]: PEFT sets it so for {@code Conv1D}, and only for it. */
    static boolean fanInFanOut(List<AdaptedModule> adapted) {
        return adapted.stream().anyMatch(target -> target.module().isConv1d());
    }

    /**
     * PEFT's name for the task. Of one with classes PEFT loads the head from the adapter's file, whether it is named in
     * modules_to_save or not ({@code PeftModelForSequenceClassification}), so that without a head in it there is none.
     */
    private static String taskType(AdapterConfig config, Task task) {
        boolean classes = task == Task.SEQUENCE_CLASSIFICATION || task == Task.TOKEN_CLASSIFICATION;
        boolean head = HEADS.stream().anyMatch(config::savesModule);
        return classes && !head ? null : task.peftName().orElse(null);
    }

    /** How adapters of {@code config} are stored; empty where PEFT has no such adapters. */
    static Optional<PeftFormat> format(AdapterConfig config) {
        return FORMATS.stream().filter(one -> one.holds(config)).findFirst();
    }

    /** {@code target_modules} for a type that has no {@code layers_to_transform}. */
    static Object writtenWithoutBlocks(AdapterConfig config, List<AdaptedModule> adapted) {
        return config.layersToTransform().isEmpty() ? written(config, adapted) : names(adapted);
    }

    private static List<String> names(List<AdaptedModule> adapted) {
        return adapted.stream().map(target -> target.module().name()).toList();
    }

    /** {@code target_modules} as PEFT writes it. */
    static Object written(AdapterConfig config, List<AdaptedModule> adapted) {
        TargetSpec spec = config.targetModules();
        List<LinearModule> modules = adapted.stream().map(AdaptedModule::module).toList();
        if (spec.isAllLinear() || TargetNames.ofLayers(modules).areOlderIn(spec)) {
            return names(adapted);
        }
        return TargetModules.spelledOut(config, modules).toJson();
    }
}
