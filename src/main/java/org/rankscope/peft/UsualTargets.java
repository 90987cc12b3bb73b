package org.rankscope.peft;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rankscope.model.LinearModule;

/** What {@code target_modules} means where a person names none: it differs from method to method. */
final class UsualTargets {
    /** Keys and values (Liu et al. 2022, arXiv 2205.05638, section 3.3), {@link #IA3_FEED_FORWARD} beside them. */
    private static final Set<LayerRole> IA3_ATTENTION = EnumSet.of(LayerRole.KEY, LayerRole.VALUE, LayerRole.JOINED);

    private static final Set<LayerRole> IA3_FEED_FORWARD = EnumSet.of(LayerRole.FEED_FORWARD_OUTPUT);

    private UsualTargets() {}

    /** The usual targets among {@code modules}; empty where the model has none that are known. */
    static Optional<TargetSpec> of(AdapterConfig config, List<LinearModule> modules) {
        return switch (config.method()) {
            case IA3 -> ia3(modules);
            case BOTTLENECK -> bottleneck(config, modules);
            default ->
                Optional.of(AttentionModules.of(modules).queryValue())
                        .filter(names -> !names.isEmpty())
                        .map(TargetSpec::list);
        };
    }

    private static Optional<TargetSpec> ia3(List<LinearModule> modules) {
        Set<LayerRole> roles = EnumSet.copyOf(IA3_ATTENTION);
        roles.addAll(IA3_FEED_FORWARD);
        return LayerRole.names(modules, IA3_ATTENTION).isEmpty()
                ? Optional.empty()
                : Optional.of(TargetSpec.list(LayerRole.names(modules, roles)));
    }

    /**
     * Where {@code placement} says. Whole names, since BERT's feed-forward part ends in a layer that is called as the end of its
     * attention is.
     */
    private static Optional<TargetSpec> bottleneck(AdapterConfig config, List<LinearModule> modules) {
        boolean both = Placement.of(config) == Placement.HOULSBY;
        Set<LayerRole> roles = both
                ? EnumSet.of(LayerRole.ATTENTION_OUTPUT, LayerRole.FEED_FORWARD_OUTPUT)
                : EnumSet.of(LayerRole.FEED_FORWARD_OUTPUT);
        List<Integer> blocks = config.layersToTransform();
        List<String> names = LayerRole.in(modules, roles).stream()
                .map(LinearModule::name)
                .filter(name -> blocks.isEmpty()
                        || Blocks.of(name).filter(blocks::contains).isPresent())
                .toList();
        return Optional.of(names).filter(found -> !found.isEmpty()).map(TargetSpec::list);
    }

    /** The usual {@code feedforward_modules} of IA3. */
    static List<String> feedForward(List<LinearModule> modules) {
        return LayerRole.names(modules, IA3_FEED_FORWARD);
    }
}
