package org.rankscope.peft;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.rankscope.peft.AdapterConfig.Method;

/**
 * A field of {@link AdapterConfig} that only some methods read. Stated for none of these it would do nothing, and a person
 * would take the numbers for its effect.
 *
 * @param name as in the JSON
 * @param methods those that read it
 * @param value what a configuration states; null for nothing
 */
public record MethodField(String name, Set<Method> methods, Function<AdapterConfig, Object> value) {
    private static final List<MethodField> ALL = List.of(
            of("init_r", AdapterConfig::initR, Method.ADALORA),
            of("tinit", AdapterConfig::tinit, Method.ADALORA),
            of("tfinal", AdapterConfig::tfinal, Method.ADALORA),
            of("deltaT", AdapterConfig::deltaT, Method.ADALORA),
            of("beta1", AdapterConfig::beta1, Method.ADALORA),
            of("beta2", AdapterConfig::beta2, Method.ADALORA),
            of("orth_reg_weight", AdapterConfig::orthRegWeight, Method.ADALORA),
            of("total_step", AdapterConfig::totalStep, Method.ADALORA),
            of("alpha_power", AdapterConfig::alphaPower, Method.DYLORA),
            of("feedforward_modules", MethodField::feedforward, Method.IA3),
            of("num_virtual_tokens", AdapterConfig::numVirtualTokens, Method.PREFIX_TUNING, Method.PROMPT_TUNING),
            of("bottleneck_size", AdapterConfig::bottleneckSize, Method.BOTTLENECK),
            of("placement", MethodField::placement, Method.BOTTLENECK),
            of("non_linearity", AdapterConfig::nonLinearity, Method.BOTTLENECK));

    private static MethodField of(String name, Function<AdapterConfig, Object> value, Method... methods) {
        return new MethodField(name, Collections.unmodifiableSet(EnumSet.copyOf(List.of(methods))), value);
    }

    /** The fields that {@code config} states and none of {@code methods} reads. */
    public static List<MethodField> unread(AdapterConfig config, Collection<Method> methods) {
        return ALL.stream()
                .filter(field -> field.value.apply(config) != null)
                .filter(field -> Collections.disjoint(field.methods, methods))
                .toList();
    }

    private static Object feedforward(AdapterConfig config) {
        return config.feedforwardModules() == null
                ? null
                : config.feedforwardModules().toJson();
    }

    private static Object placement(AdapterConfig config) {
        return config.placement() == null ? null : config.placement().json();
    }
}
