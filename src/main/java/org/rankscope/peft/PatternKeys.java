package org.rankscope.peft;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.rankscope.io.StrictJson;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;

/**
 * Whether the keys of {@code rank_pattern} and {@code alpha_pattern} mean modules that are adapted. One that doesn't would do
 * nothing, and a person would take the numbers for its effect. Only what is to be trained is asked: published adapters may
 * have keys for modules of other models.
 */
public final class PatternKeys {
    private PatternKeys() {}

    /**
     * A sentence for each key that is of no use to any of {@code configs}, which differ in method, capacity and modules at
     * most, with the name that may have been meant.
     */
    public static List<String> unused(Collection<AdapterConfig> configs, ModelGraph model) {
        List<AdapterConfig> stating = configs.stream()
                .filter(config -> !config.rankPattern().isEmpty()
                        || !config.alphaPattern().isEmpty())
                .toList();
        List<String> adapted = stating.stream()
                .flatMap(config ->
                        TargetModules.match(config.savingAlso(model.freshModules()), model.adaptableModules()).stream())
                .map(target -> target.module().name())
                .distinct()
                .toList();
        return Stream.concat(
                        unused("rank_pattern", AdapterConfig::rankPattern, stating, adapted, model),
                        unused("alpha_pattern", AdapterConfig::alphaPattern, stating, adapted, model))
                .toList();
    }

    private static Stream<String> unused(
            String field,
            Function<AdapterConfig, Map<String, ?>> pattern,
            List<AdapterConfig> configs,
            List<String> adapted,
            ModelGraph model) {
        return configs.stream()
                .flatMap(config -> pattern.apply(config).keySet().stream())
                .distinct()
                .filter(key -> !means(key, field, adapted))
                .map(key -> sentence(field, key, adapted, model));
    }

    private static boolean means(String key, String field, List<String> names) {
        Pattern compiled = StatedRanks.compileKey(key, field);
        return names.stream().anyMatch(name -> compiled.matcher(name).lookingAt());
    }

    private static String sentence(String field, String key, List<String> adapted, ModelGraph model) {
        List<String> ends = adapted.stream().map(PatternKeys::end).distinct().toList();
        boolean there = means(
                key,
                field,
                model.adaptableModules().stream().map(LinearModule::name).toList());
        String near = StrictJson.nearest(key, ends)
                .or(() -> StrictJson.nearest(end(key), ends))
                .filter(name -> !there && !name.equals(end(key)))
                .map(name -> " Did you mean '" + name + "'?")
                .orElse("");
        return field + ": '" + key + "' matches no adapted module"
                + (there ? ", since target_modules leaves out what it means" : "") + "." + near + " Adapted here: "
                + String.join(", ", ends) + ".";
    }

    private static String end(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
