package org.rankscope.peft;

import static org.rankscope.peft.AdapterConfig.Method.ADALORA;
import static org.rankscope.peft.AdapterConfig.Method.BITFIT;
import static org.rankscope.peft.AdapterConfig.Method.BOTTLENECK;
import static org.rankscope.peft.AdapterConfig.Method.DORA;
import static org.rankscope.peft.AdapterConfig.Method.DYLORA;
import static org.rankscope.peft.AdapterConfig.Method.FULL;
import static org.rankscope.peft.AdapterConfig.Method.IA3;
import static org.rankscope.peft.AdapterConfig.Method.LORA;
import static org.rankscope.peft.AdapterConfig.Method.PREFIX_TUNING;
import static org.rankscope.peft.AdapterConfig.Method.PROMPT_TUNING;
import static org.rankscope.peft.AdapterConfig.Method.QLORA;
import static org.rankscope.peft.AdapterConfig.Method.RSLORA;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rankscope.io.RequestException;
import org.rankscope.peft.AdapterConfig.Method;

/**
 * A field of {@link AdapterConfig} and the methods that read it. Stated for others it would do nothing, and a person would
 * take the numbers for its effect.
 *
 * @param name as in the JSON
 * @param methods those that read it
 * @param value what a configuration says
 * @param clear takes it out of a configuration, so that what is usual stands there
 */
public record MethodField(
        String name, Set<Method> methods, Function<AdapterConfig, Object> value, Consumer<AdapterConfigBuilder> clear) {
    private static final Set<Method> CHOOSING_START = EnumSet.of(LORA, RSLORA, QLORA);
    private static final Set<Method> WITH_MAGNITUDES = EnumSet.of(LORA, RSLORA, DORA);
    private static final Set<Method> OF_FACTORS = EnumSet.of(LORA, RSLORA, DORA, QLORA, DYLORA);
    private static final Set<Method> OF_UPDATES = and(OF_FACTORS, ADALORA);
    private static final Set<Method> WITH_BIASES = and(OF_UPDATES, BOTTLENECK);
    private static final Set<Method> ON_LAYERS = and(WITH_BIASES, IA3);
    private static final Set<Method> ON_MODULES = and(ON_LAYERS, BITFIT);
    private static final Set<Method> VIRTUAL_TOKENS = EnumSet.of(PREFIX_TUNING, PROMPT_TUNING);
    private static final Set<Method> ALL_BUT_FULL = EnumSet.complementOf(EnumSet.of(FULL));

    private static final List<MethodField> ALL = List.of(
            of("r", AdapterConfig::r, c -> c.r(null), OF_UPDATES),
            of("lora_alpha", AdapterConfig::loraAlpha, c -> c.loraAlpha(null), OF_UPDATES),
            of("lora_dropout", AdapterConfig::loraDropout, c -> c.loraDropout(null), WITH_BIASES),
            of("target_modules", c -> json(c.targetModules()), c -> c.targetModules(null), ON_MODULES),
            of("layers_to_transform", AdapterConfig::layersToTransform, c -> c.layersToTransform(null), ON_MODULES),
            of("modules_to_save", AdapterConfig::modulesToSave, c -> c.modulesToSave(null), ALL_BUT_FULL),
            of("bias", c -> c.bias().json(), c -> c.bias(null), WITH_BIASES),
            of("use_rslora", AdapterConfig::useRslora, c -> c.useRslora(null), OF_FACTORS),
            of("use_dora", AdapterConfig::useDora, c -> c.useDora(null), WITH_MAGNITUDES),
            of("rank_pattern", AdapterConfig::rankPattern, c -> c.rankPattern(null), OF_FACTORS),
            of("alpha_pattern", AdapterConfig::alphaPattern, c -> c.alphaPattern(null), OF_FACTORS),
            of("init_lora_weights", MethodField::start, c -> c.initLoraWeights(null), CHOOSING_START),
            of("init_r", AdapterConfig::initR, c -> c.initR(null), EnumSet.of(ADALORA)),
            of("tinit", AdapterConfig::tinit, c -> c.tinit(null), EnumSet.of(ADALORA)),
            of("tfinal", AdapterConfig::tfinal, c -> c.tfinal(null), EnumSet.of(ADALORA)),
            of("deltaT", AdapterConfig::deltaT, c -> c.deltaT(null), EnumSet.of(ADALORA)),
            of("beta1", AdapterConfig::beta1, c -> c.beta1(null), EnumSet.of(ADALORA)),
            of("beta2", AdapterConfig::beta2, c -> c.beta2(null), EnumSet.of(ADALORA)),
            of("orth_reg_weight", AdapterConfig::orthRegWeight, c -> c.orthRegWeight(null), EnumSet.of(ADALORA)),
            of("total_step", AdapterConfig::totalStep, c -> c.totalStep(null), EnumSet.of(ADALORA)),
            of("alpha_power", AdapterConfig::alphaPower, c -> c.alphaPower(null), EnumSet.of(DYLORA)),
            of(
                    "feedforward_modules",
                    c -> json(c.feedforwardModules()),
                    c -> c.feedforwardModules(null),
                    EnumSet.of(IA3)),
            of("num_virtual_tokens", AdapterConfig::numVirtualTokens, c -> c.numVirtualTokens(null), VIRTUAL_TOKENS),
            of(
                    "num_transformer_submodules",
                    AdapterConfig::numTransformerSubmodules,
                    c -> c.numTransformerSubmodules(null),
                    VIRTUAL_TOKENS),
            of("bottleneck_size", AdapterConfig::bottleneckSize, c -> c.bottleneckSize(null), EnumSet.of(BOTTLENECK)),
            of("placement", MethodField::placement, c -> c.placement(null), EnumSet.of(BOTTLENECK)),
            of("non_linearity", AdapterConfig::nonLinearity, c -> c.nonLinearity(null), EnumSet.of(BOTTLENECK)));

    private static MethodField of(
            String name,
            Function<AdapterConfig, Object> value,
            Consumer<AdapterConfigBuilder> clear,
            Set<Method> methods) {
        return new MethodField(name, Collections.unmodifiableSet(methods), value, clear);
    }

    /** What adapters are commonly described by, so that a method may be changed and they be left. */
    private static final Set<String> COMMON = Set.of("r", "lora_alpha", "lora_dropout", "target_modules");

    /** The field called {@code name} in the JSON. */
    static MethodField of(String name) {
        return ALL.stream().filter(field -> field.name.equals(name)).findFirst().orElseThrow();
    }

    /** The fields, other than {@link #COMMON}, that {@code config} states, other than as usual, and none of {@code methods} reads. */
    public static List<MethodField> unread(AdapterConfig config, Collection<Method> methods) {
        AdapterConfig usual =
                AdapterConfigBuilder.builder().method(config.method()).build();
        return ALL.stream()
                .filter(field -> !COMMON.contains(field.name) && Collections.disjoint(field.methods, methods))
                .filter(field -> !Objects.equals(field.value.apply(config), field.value.apply(usual)))
                .toList();
    }

    /** @throws RequestException if the method of {@code config} doesn't read what it states */
    static void check(AdapterConfig config) {
        unread(config, List.of(config.method())).stream().findFirst().ifPresent(field -> {
            throw new RequestException("adapter." + field.name + " is " + field.value.apply(config) + ", which '"
                    + config.method().json() + "' does not read; leave it out, or choose " + names(field.methods)
                    + ".");
        });
    }

    /** What {@code config} would say if it stated nothing that its method doesn't read. */
    static AdapterConfig readBy(Method method, AdapterConfigBuilder config) {
        ALL.stream().filter(field -> !field.methods.contains(method)).forEach(field -> field.clear.accept(config));
        return config.build();
    }

    /** Their names, as a sentence has them. */
    public static String names(Collection<Method> methods) {
        return methods.stream().map(method -> "'" + method.json() + "'").collect(Collectors.joining(" or "));
    }

    private static Set<Method> and(Set<Method> methods, Method another) {
        Set<Method> all = EnumSet.copyOf(methods);
        all.add(another);
        return all;
    }

    private static Object json(TargetSpec targets) {
        return targets == null ? null : targets.toJson();
    }

    private static Object start(AdapterConfig config) {
        return config.initLoraWeights() == null || config.initLoraWeights() == InitialFactors.KAIMING
                ? null
                : config.initLoraWeights().json();
    }

    private static Object placement(AdapterConfig config) {
        return config.placement() == null ? null : config.placement().json();
    }
}
