package org.rankscope.peft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.LinearModule;

/**
 * Which linear layers get an adapter, and of which rank and alpha: PEFT 0.21, {@code check_target_module_exists} and
 * {@code get_pattern_key}.
 *
 * <ul>
 *   <li>A list: a module is meant if its name equals an entry or ends in "." + entry. {@code layers_to_transform} then
 *       keeps those of the given blocks; an entry that is a whole name is kept in any case.
 *   <li>A string: a regular expression for the whole name. {@code layers_to_transform} can't stand beside it.
 *   <li>{@code "all-linear"}: all but the head.
 *   <li>{@code "default"}: what the method usually adapts, {@link UsualTargets}.
 *   <li>A layer that older versions of the library called otherwise is meant by that name as well.
 *   <li>{@code rank_pattern}, {@code alpha_pattern}: the first key that matches as {@code (.*\.)?(KEY)$}.
 * </ul>
 */
public final class TargetModules {
    /** The block's number in a name: PEFT's {@code .*\.[^.]*\.(\d+)\.}, from the start of the name. */
    private static final Pattern BLOCK = Pattern.compile(".*\\.[^.]*\\.(\\d+)\\.");

    private TargetModules() {}

    /**
     * The modules that {@code config} adapts, in the order of {@code modules}; none for methods that add no update. A
     * RequestException says which entry matches nothing, which rank does not fit or what expression is broken.
     */
    public static List<AdaptedModule> match(AdapterConfig config, List<LinearModule> modules) {
        switch (config.method()) {
            case BITFIT, FULL, PREFIX_TUNING, PROMPT_TUNING -> {
                return List.of();
            }
            default -> {}
        }
        checkNumbers(config);
        checkSaved(config, modules);
        Stated stated = new Stated(config);
        List<LinearModule> selected = select(config, modules).stream()
                .filter(module -> !config.savesModule(module.name()))
                .toList();
        if (selected.isEmpty()) {
            throw new RequestException(
                    "target_modules: '" + config.targetModules().toJson() + "' leaves no layer to adapt, since"
                            + " heads and convolutions count only where they are named; known here: "
                            + (modules.isEmpty() ? "none" : String.join(", ", kinds(modules))) + ".");
        }
        return selected.stream()
                .map(module -> {
                    if (config.method() == AdapterConfig.Method.ADALORA) {
                        return AdaLora.adapted(config, module);
                    }
                    AdaptedRank found = stated.of(module.name());
                    if (hasRank(config)) {
                        checkRank(found.rank(), module);
                    }
                    return new AdaptedModule(module, found.rank(), found.alpha(), found.scaling());
                })
                .toList();
    }

    /** Rank and alpha that {@code config} gives to the module called {@code name}, whether or not it adapts it. */
    static AdaptedRank stated(AdapterConfig config, String name) {
        checkNumbers(config);
        return new Stated(config).of(name);
    }

    /** A configuration's ranks and alphas, its patterns compiled. */
    private static final class Stated {
        private final AdapterConfig config;
        private final Map<Pattern, Integer> ranks;
        private final Map<Pattern, Double> alphas;

        Stated(AdapterConfig config) {
            this.config = config;
            this.ranks = compileKeys(config.rankPattern(), "rank_pattern");
            this.alphas = compileKeys(config.alphaPattern(), "alpha_pattern");
        }

        AdaptedRank of(String module) {
            if (!hasRank(config)) {
                return AdaptedRank.unscaled(config.capacity());
            }
            return new AdaptedRank(
                    first(ranks, module).orElse(config.r()),
                    first(alphas, module).orElse(config.loraAlpha()),
                    config.useRslora());
        }
    }

    private static List<LinearModule> select(AdapterConfig config, List<LinearModule> modules) {
        TargetSpec spec = spelledOut(config, modules);
        if (!spec.regex().isEmpty() && !config.layersToTransform().isEmpty()) {
            throw new RequestException("layers_to_transform works with a list of target_modules only, found '"
                    + spec.regex()
                    + "'; list the modules, or put the block numbers into the regular expression.");
        }
        if (spec.isAllLinear()) {
            return keep(modules, module -> !module.head() && !module.isConvolution() && !module.embedding());
        } else if (!spec.regex().isEmpty()) {
            Pattern pattern = PeftPattern.compile(spec.regex(), "target_modules");
            List<LinearModule> matched = keep(modules, module -> names(module)
                    .anyMatch(name -> pattern.matcher(name).matches()));
            if (matched.isEmpty()) {
                throw new RequestException("target_modules: the expression '" + spec.regex()
                        + "' matches the whole name of no"
                        + " linear layer; " + example(modules) + ".");
            }
            return matched;
        } else if (spec.suffixes().isEmpty()) {
            throw new RequestException(
                    "target_modules names no module; known here: " + String.join(", ", kinds(modules)) + ".");
        }
        spec.suffixes().forEach(entry -> checkEntry(entry, config.layersToTransform(), modules));
        config.layersToTransform().forEach(layer -> checkLayer(layer, spec, modules));
        return keep(modules, module -> spec.suffixes().stream()
                .anyMatch(entry -> isMeant(entry, config.layersToTransform(), module)));
    }

    /** {@code target_modules}, its names written out where a person gave none. */
    static TargetSpec spelledOut(AdapterConfig config, List<LinearModule> modules) {
        if (!config.targetModules().isDefault()) {
            return config.targetModules();
        }
        return UsualTargets.of(config, modules)
                .orElseThrow(() -> new RequestException(
                        "target_modules is left out, and the model has no layers that are known as those that "
                                + config.method().json()
                                + " usually adapts; name some, or say 'all-linear'. Known here: "
                                + (modules.isEmpty() ? "none" : String.join(", ", kinds(modules))) + "."));
    }

    /** A layer's name, and the one that it has in older adapters. */
    private static Stream<String> names(LinearModule module) {
        return Stream.of(module.name(), module.olderName()).distinct();
    }

    private static boolean isMeant(String entry, List<Integer> layers, LinearModule module) {
        return names(module).anyMatch(name -> isMeant(entry, layers, name));
    }

    /** Whether an entry of {@code spec} means a layer by its older name alone. */
    static boolean namesOlder(TargetSpec spec, List<LinearModule> modules) {
        return spec.suffixes().stream()
                .anyMatch(entry -> modules.stream().anyMatch(module -> isMeant(entry, List.of(), module.olderName()))
                        && modules.stream().noneMatch(module -> isMeant(entry, List.of(), module.name())));
    }

    private static boolean isMeant(String entry, List<Integer> layers, String name) {
        if (name.equals(entry)) {
            return true;
        }
        return name.endsWith("." + entry)
                && (layers.isEmpty() || block(name).filter(layers::contains).isPresent());
    }

    private static void checkEntry(String entry, List<Integer> layers, List<LinearModule> modules) {
        if (keep(modules, module -> isMeant(entry, List.of(), module)).isEmpty()) {
            Collection<String> kinds = kinds(modules);
            String near = StrictJson.nearest(entry, kinds)
                    .map(name -> " Did you mean '" + name + "'?")
                    .orElse("");
            throw new RequestException("target_modules: '" + entry + "' matches no linear layer of the model." + near
                    + " Known here: " + (kinds.isEmpty() ? "none" : String.join(", ", kinds)) + ".");
        }
        if (keep(modules, module -> isMeant(entry, layers, module)).isEmpty()) {
            throw new RequestException("target_modules: '" + entry + "' is in none of the blocks " + layers
                    + " of layers_to_transform; the model's blocks are " + blocks(modules) + ".");
        }
    }

    private static void checkLayer(int layer, TargetSpec spec, List<LinearModule> modules) {
        if (spec.suffixes().stream()
                .noneMatch(entry -> modules.stream().anyMatch(module -> isMeant(entry, List.of(layer), module)))) {
            throw new RequestException("layers_to_transform: block " + layer
                    + " has none of the target_modules; the model's"
                    + " blocks are " + blocks(modules) + ".");
        }
    }

    /** PEFT's defaults name the heads of several architectures, so one that is there is enough. */
    static void checkSaved(AdapterConfig config, List<LinearModule> modules) {
        if (!config.modulesToSave().isEmpty()
                && modules.stream().noneMatch(module -> config.savesModule(module.name()))) {
            throw new RequestException("modules_to_save: none of " + String.join(", ", config.modulesToSave())
                    + " is a linear layer of the model; known here: " + String.join(", ", kinds(modules)) + ".");
        }
    }

    private static boolean hasRank(AdapterConfig config) {
        return config.method().knob() == AdapterConfig.Knob.RANK;
    }

    private static void checkNumbers(AdapterConfig config) {
        if (!hasRank(config)) {
            return;
        }
        checkPositive("r", config.r());
        config.rankPattern().forEach((key, rank) -> checkPositive("rank_pattern '" + key + "'", rank));
        checkAlpha("lora_alpha", config.loraAlpha());
        config.alphaPattern().forEach((key, alpha) -> checkAlpha("alpha_pattern '" + key + "'", alpha));
    }

    private static void checkPositive(String field, int rank) {
        if (rank < 1) {
            throw new RequestException(field + " must be a rank of at least 1, found " + rank + ".");
        }
    }

    private static void checkAlpha(String field, double alpha) {
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            throw new RequestException(field + " must be a number above 0, found " + alpha + ".");
        }
    }

    static void checkRank(int rank, LinearModule module) {
        if (rank % module.groups() != 0) {
            throw new RequestException("Rank " + rank + " does not fit the convolution " + module.name() + " with its "
                    + module.groups() + " groups: expected a multiple of " + module.groups() + ".");
        }
        long limit = largestRank(module);
        if (rank > limit) {
            throw new RequestException("Rank " + rank + " is too large for " + module.name() + ", which maps "
                    + patch(module)
                    + " numbers to " + module.outFeatures() + ": expected at most " + limit
                    + "; leave this layer out of target_modules, or give it another rank in rank_pattern.");
        }
    }

    /** Beyond it an update has nothing to gain from rank. */
    static long largestRank(LinearModule module) {
        return Math.min(patch(module), module.outFeatures());
    }

    private static long patch(LinearModule module) {
        return module.kernel().stream().reduce((long) module.inFeatures(), Math::multiplyExact);
    }

    private static <V> Map<Pattern, V> compileKeys(Map<String, V> values, String field) {
        Map<Pattern, V> compiled = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            PeftPattern.compile(key, field);
            compiled.put(PeftPattern.compile("(.*\\.)?(" + key + ")$", field), value);
        });
        return compiled;
    }

    private static <V> Optional<V> first(Map<Pattern, V> values, String name) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(name).lookingAt())
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static List<LinearModule> keep(List<LinearModule> modules, Predicate<LinearModule> wanted) {
        return modules.stream().filter(wanted).toList();
    }

    /** The last parts of the names: q_proj, v_proj, ... in the model's order. */
    private static List<String> kinds(List<LinearModule> modules) {
        return modules.stream()
                .map(module -> module.name().substring(module.name().lastIndexOf('.') + 1))
                .distinct()
                .toList();
    }

    /** The number of the block that the module called {@code name} is in; empty outside of the blocks. */
    public static Optional<Integer> block(String name) {
        Matcher matcher = BLOCK.matcher(name);
        return matcher.lookingAt() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    private static String blocks(List<LinearModule> modules) {
        TreeSet<Integer> blocks = new TreeSet<>();
        modules.forEach(module -> block(module.name()).ifPresent(blocks::add));
        boolean gapless = !blocks.isEmpty() && blocks.last() - blocks.first() + 1 == blocks.size();
        return gapless && blocks.size() > 1
                ? blocks.first() + " to " + blocks.last()
                : blocks.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static String example(List<LinearModule> modules) {
        List<String> names =
                new ArrayList<>(modules.stream().map(LinearModule::name).toList());
        return names.isEmpty() ? "the model has none" : "a whole name is " + names.get(0);
    }
}
