package org.rankscope.peft;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is adapted and how, in the fields of PEFT's {@code adapter_config.json}.
 *
 * @param method how the weights are adapted
 * @param r rank of the update; at least 1
 * @param loraAlpha numerator of the scaling alpha / r (alpha / sqrt(r) if {@code useRslora})
 * @param loraDropout probability, in [0, 1), that an input of the adapter is dropped in training
 * @param targetModules which modules get an adapter
 * @param rankPattern other ranks for modules whose name ends in the key (or matches it as a regular expression)
 * @param alphaPattern other alphas, likewise
 * @param bias which biases are trained as well
 * @param layersToTransform indices of the blocks that get adapters; empty for all
 * @param modulesToSave modules, by the end of their path, that are trained whole with all that is under them, in place of
 *     getting an adapter
 */
public record AdapterConfig(
        Method method,
        Integer r,
        Double loraAlpha,
        Double loraDropout,
        TargetSpec targetModules,
        Boolean useRslora,
        Boolean useDora,
        Map<String, Integer> rankPattern,
        Map<String, Double> alphaPattern,
        Bias bias,
        List<Integer> layersToTransform,
        List<String> modulesToSave) {

    public static final int DEFAULT_R = 8;
    public static final double DEFAULT_ALPHA = 16;

    /** The adapter methods that this version trains; JSON names are PEFT's. */
    public enum Method {
        LORA("lora"),
        RSLORA("rslora"),
        BITFIT("bitfit"),
        FULL("full");

        private final String json;

        Method(String json) {
            this.json = json;
        }

        @JsonValue
        public String json() {
            return json;
        }
    }

    /** Which biases are trained: PEFT's {@code bias}. */
    public enum Bias {
        NONE("none"),
        ALL("all"),
        LORA_ONLY("lora_only");

        private final String json;

        Bias(String json) {
            this.json = json;
        }

        @JsonValue
        public String json() {
            return json;
        }
    }

    public AdapterConfig {
        method = method == null ? Method.LORA : method;
        r = r == null ? DEFAULT_R : r;
        loraAlpha = loraAlpha == null ? DEFAULT_ALPHA : loraAlpha;
        loraDropout = loraDropout == null ? 0.0 : loraDropout;
        targetModules = targetModules == null ? TargetSpec.usual() : targetModules;
        useRslora = useRslora != null && useRslora || method == Method.RSLORA;
        useDora = useDora != null && useDora;
        rankPattern = rankPattern == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
        alphaPattern = alphaPattern == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
        bias = bias == null ? Bias.NONE : bias;
        layersToTransform = layersToTransform == null ? List.of() : List.copyOf(layersToTransform);
        modulesToSave = modulesToSave == null ? List.of() : List.copyOf(modulesToSave);
    }

    /** No module is trained whole. */
    public AdapterConfig(
            Method method,
            Integer r,
            Double loraAlpha,
            Double loraDropout,
            TargetSpec targetModules,
            Boolean useRslora,
            Boolean useDora,
            Map<String, Integer> rankPattern,
            Map<String, Double> alphaPattern,
            Bias bias,
            List<Integer> layersToTransform) {
        this(
                method,
                r,
                loraAlpha,
                loraDropout,
                targetModules,
                useRslora,
                useDora,
                rankPattern,
                alphaPattern,
                bias,
                layersToTransform,
                List.of());
    }

    /** Plain LoRA of rank {@code r} on modules named by suffix. */
    public static AdapterConfig lora(int r, double alpha, List<String> targetModules) {
        return new AdapterConfig(
                Method.LORA,
                r,
                alpha,
                0.0,
                TargetSpec.list(targetModules),
                false,
                false,
                Map.of(),
                Map.of(),
                Bias.NONE,
                List.of());
    }

    /** This configuration at another rank and alpha. */
    public AdapterConfig withRank(int rank, double alpha) {
        return new AdapterConfig(
                method,
                rank,
                alpha,
                loraDropout,
                targetModules,
                useRslora,
                useDora,
                rankPattern,
                alphaPattern,
                bias,
                layersToTransform,
                modulesToSave);
    }

    /** This configuration with another method, at another rank, alpha, dropout and choice of modules. */
    public AdapterConfig with(Method newMethod, int rank, double alpha, double dropout, TargetSpec newTargets) {
        return new AdapterConfig(
                newMethod,
                rank,
                alpha,
                dropout,
                newTargets,
                newMethod == method && useRslora,
                useDora,
                rankPattern,
                alphaPattern,
                bias,
                layersToTransform,
                modulesToSave);
    }

    /** This configuration with {@code modules} trained whole too, those that it doesn't train so already. */
    public AdapterConfig savingAlso(Set<String> modules) {
        List<String> saved = new ArrayList<>(modulesToSave);
        modules.stream().filter(module -> !savesModule(module)).sorted().forEach(saved::add);
        return new AdapterConfig(
                method,
                r,
                loraAlpha,
                loraDropout,
                targetModules,
                useRslora,
                useDora,
                rankPattern,
                alphaPattern,
                bias,
                layersToTransform,
                saved);
    }

    /**
     * Whether the module called {@code name} is trained whole: an entry is the end of its path, or of the path of a module
     * that it is in. As in PEFT 0.21 ({@code _set_trainable}) an end need not start at a dot: {@code classifier} means
     * DistilBERT's {@code pre_classifier} as well.
     */
    boolean savesModule(String name) {
        for (int end = name.length(); end > 0; end = name.lastIndexOf('.', end - 1)) {
            if (modulesToSave.stream().anyMatch(name.substring(0, end)::endsWith)) {
                return true;
            }
        }
        return false;
    }
}
