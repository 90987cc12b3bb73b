package org.rankscope.peft;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.io.RequestException;

/**
 * What is adapted and how, in the fields of PEFT's {@code adapter_config.json}. The first twelve say what most methods have
 * in common and are never null; the others belong to the methods that they name, and are null where nothing is stated.
 *
 * @param method how the model is adapted
 * @param r rank of the update; at least 1. For {@code adalora} the rank that is left on average ({@code target_r})
 * @param loraAlpha numerator of the scaling alpha / r (alpha / sqrt(r) if {@code useRslora})
 * @param loraDropout probability, in [0, 1), that an input of the adapter is dropped in training
 * @param targetModules which modules get an adapter; of {@code bitfit} those whose biases are trained, by default all
 * @param useDora whether the update is of the direction alone, beside a trained magnitude: with it {@code lora} and
 *     {@code rslora} are {@code dora}
 * @param rankPattern other ranks for modules whose name ends in the key (or matches it as a regular expression)
 * @param alphaPattern other alphas, likewise
 * @param bias which biases are trained as well
 * @param layersToTransform indices of the blocks that get adapters; empty for all
 * @param modulesToSave modules, by the end of their path, that are trained whole with all that is under them, in place of
 *     getting an adapter
 * @param initLoraWeights where the factors of an update begin
 * @param initR {@code adalora}: rank that each layer begins with; null: half as much again as {@code r}
 * @param tinit {@code adalora}: steps before ranks are taken away; null: what {@link AdaLoraSchedule} says, as for the next two
 * @param tfinal {@code adalora}: steps at the end in which none are
 * @param deltaT {@code adalora}: steps from one reallocation to the next
 * @param beta1 {@code adalora}: smoothing of the sensitivity; null: 0.85
 * @param beta2 {@code adalora}: smoothing of its uncertainty; null: 0.85
 * @param orthRegWeight {@code adalora}: weight of the orthogonality term in the loss; null: 0.5
 * @param totalStep {@code adalora}: steps of the run whose budget this is; null: those of the trial
 * @param keptRanks {@code adalora}: of a stored adapter, which of the {@code initR} ranks of each module are left (PEFT's
 *     {@code rank_pattern} there); empty before any has been taken away
 * @param alphaPower {@code dylora}: alpha at the rank b that is drawn is lora_alpha · (b / r) to this power; null: 0, the same alpha
 *     for all, as its authors have it
 * @param feedforwardModules {@code ia3}: those of the target modules whose inputs are scaled in place of their outputs; null:
 *     the usual one of the model
 * @param numVirtualTokens {@code prompt_tuning}, {@code prefix_tuning}: null: 8
 * @param numTransformerSubmodules {@code prompt_tuning}, {@code prefix_tuning}: stacks of blocks that PEFT counts; null: 2 for an
 *     encoder and a decoder, else 1. Prompts of an encoder may say 1 as well
 * @param bottleneckSize {@code bottleneck}: width of an adapter layer; null: 8
 * @param placement {@code bottleneck}: where adapter layers stand; null: houlsby
 * @param nonLinearity {@code bottleneck}: {@code relu}, {@code gelu}, {@code tanh} or {@code swish}; null: relu
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
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

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<Integer> layersToTransform,

        List<String> modulesToSave,
        InitialFactors initLoraWeights,
        Integer initR,
        Integer tinit,
        Integer tfinal,
        @JsonProperty("deltaT") Integer deltaT,
        Double beta1,
        Double beta2,
        Double orthRegWeight,
        Integer totalStep,
        Map<String, List<Boolean>> keptRanks,
        Double alphaPower,
        TargetSpec feedforwardModules,
        Integer numVirtualTokens,
        Integer numTransformerSubmodules,
        Integer bottleneckSize,
        Placement placement,
        String nonLinearity) {

    public static final int DEFAULT_R = 8;
    public static final double DEFAULT_ALPHA = 16;
    public static final int DEFAULT_VIRTUAL_TOKENS = 8;
    public static final int DEFAULT_BOTTLENECK = 8;

    /** What of a method makes its adapters larger or smaller. */
    public enum Knob {
        /** {@code r}: of AdaLoRA the average. */
        RANK,
        /** {@code bottleneck_size}. */
        BOTTLENECK,
        /** {@code num_virtual_tokens}. */
        VIRTUAL_TOKENS,
        /** There is nothing to choose. */
        NONE
    }

    /** The adapter methods; JSON names are PEFT's. */
    public enum Method {
        LORA("lora", Knob.RANK),
        RSLORA("rslora", Knob.RANK),
        DORA("dora", Knob.RANK),
        ADALORA("adalora", Knob.RANK),
        DYLORA("dylora", Knob.RANK),
        QLORA("qlora", Knob.RANK),
        IA3("ia3", Knob.NONE),
        BOTTLENECK("bottleneck", Knob.BOTTLENECK),
        PREFIX_TUNING("prefix_tuning", Knob.VIRTUAL_TOKENS),
        PROMPT_TUNING("prompt_tuning", Knob.VIRTUAL_TOKENS),
        BITFIT("bitfit", Knob.NONE),
        FULL("full", Knob.NONE);

        private final String json;
        private final Knob knob;

        Method(String json, Knob knob) {
            this.json = json;
            this.knob = knob;
        }

        @JsonValue
        public String json() {
            return json;
        }

        public Knob knob() {
            return knob;
        }

        /** Whether a verdict over ranks compares it: each of its ranks is trained for itself. DyLoRA trains all at once. */
        public boolean hasTrainedRanks() {
            return knob == Knob.RANK && this != DYLORA;
        }

        /** Whether what is stored are the factors of low-rank updates and nothing else. */
        public boolean isPlainLora() {
            return this == LORA || this == RSLORA || this == QLORA || this == DYLORA;
        }
    }

    public AdapterConfig {
        method = method == null ? Method.LORA : method;
        r = r == null ? DEFAULT_R : r;
        loraAlpha = loraAlpha == null ? DEFAULT_ALPHA : loraAlpha;
        loraDropout = loraDropout == null ? 0.0 : loraDropout;
        targetModules = targetModules == null ? TargetSpec.usual() : targetModules;
        useRslora = useRslora != null && useRslora || method == Method.RSLORA;
        useDora = useDora != null && useDora || method == Method.DORA;
        method = useDora && (method == Method.LORA || method == Method.RSLORA) ? Method.DORA : method;
        rankPattern = rankPattern == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
        alphaPattern = alphaPattern == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
        bias = bias == null ? Bias.NONE : bias;
        layersToTransform = layersToTransform == null ? List.of() : List.copyOf(layersToTransform);
        modulesToSave = modulesToSave == null ? List.of() : List.copyOf(modulesToSave);
        keptRanks = keptRanks == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(keptRanks));
    }

    /** Plain LoRA of rank {@code r} on modules named by suffix. */
    public static AdapterConfig lora(int r, double alpha, List<String> targetModules) {
        return AdapterConfigBuilder.builder()
                .r(r)
                .loraAlpha(alpha)
                .targetModules(TargetSpec.list(targetModules))
                .build();
    }

    /** How large the adapters are, by the method's {@link Method#knob}; 0 where there is none. */
    public int capacity() {
        return switch (method.knob()) {
            case RANK -> r;
            case BOTTLENECK -> bottleneckSize == null ? DEFAULT_BOTTLENECK : bottleneckSize;
            case VIRTUAL_TOKENS -> numVirtualTokens == null ? DEFAULT_VIRTUAL_TOKENS : numVirtualTokens;
            case NONE -> 0;
        };
    }

    /**
     * This configuration with what depends on the length of a run settled for one of {@code steps}.
     *
     * @throws RequestException if the two don't fit together
     */
    public AdapterConfig forRun(int steps) {
        if (method != Method.ADALORA) {
            return this;
        }
        if (keptRanks == null) {
            AdaLoraSchedule.of(this, 1, steps);
        }
        return AdaLoraSchedule.settled(this, steps);
    }

    /** This configuration at another rank and alpha. */
    public AdapterConfig withRank(int rank, double alpha) {
        return AdapterConfigBuilder.builder(this).r(rank).loraAlpha(alpha).build();
    }

    /**
     * This configuration with another method, at another capacity, alpha, dropout and choice of modules; without what only
     * other methods read. Names of layers for another method's adapters don't narrow BitFit, which then trains every bias.
     *
     * @param capacity of the method's {@link Method#knob}; not looked at where there is none
     */
    public AdapterConfig with(Method newMethod, int capacity, double alpha, double dropout, TargetSpec newTargets) {
        AdapterConfigBuilder changed = AdapterConfigBuilder.builder(this)
                .method(newMethod)
                .loraAlpha(alpha)
                .loraDropout(dropout)
                .targetModules(newMethod == Method.BITFIT && method != Method.BITFIT ? null : newTargets)
                .useRslora(newMethod == method && useRslora)
                .useDora(newMethod == method && useDora);
        switch (newMethod.knob()) {
            case RANK -> changed.r(capacity);
            case BOTTLENECK -> changed.bottleneckSize(capacity);
            case VIRTUAL_TOKENS -> changed.numVirtualTokens(capacity);
            case NONE -> {}
        }
        return MethodField.readBy(newMethod, changed);
    }

    /** The same scaling at twice the rank of each layer, and a start that no file tells of. */
    AdapterConfig withTwiceTheRank() {
        double more = useRslora ? Math.sqrt(2) : 2;
        Map<String, Integer> ranks = new LinkedHashMap<>(rankPattern);
        ranks.replaceAll((name, rank) -> 2 * rank);
        Map<String, Double> alphas = new LinkedHashMap<>(alphaPattern);
        alphas.replaceAll((name, alpha) -> more * alpha);
        return AdapterConfigBuilder.builder(this)
                .r(2 * r)
                .loraAlpha(more * loraAlpha)
                .rankPattern(ranks)
                .alphaPattern(alphas)
                .initLoraWeights(null)
                .build();
    }

    /** This configuration with {@code modules} trained whole too, those that it doesn't train so already. */
    public AdapterConfig savingAlso(Set<String> modules) {
        List<String> saved = new ArrayList<>(modulesToSave);
        modules.stream().filter(module -> !savesModule(module)).sorted().forEach(saved::add);
        return AdapterConfigBuilder.builder(this).modulesToSave(saved).build();
    }

    /**
     * Whether the module called {@code name}, be it a layer, a norm or a block, is trained whole: an entry is the end of its path, or of the path of a module
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
