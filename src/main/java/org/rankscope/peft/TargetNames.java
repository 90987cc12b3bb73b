package org.rankscope.peft;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;

/**
 * Which of a model's modules {@code target_modules} and {@code layers_to_transform} mean: PEFT 0.21, {@code
 * check_target_module_exists}.
 *
 * <ul>
 *   <li>A list: a module is meant if its name equals an entry or ends in "." + entry. {@code layers_to_transform} then
 *       keeps those of the given blocks; an entry that is a whole name is kept in any case.
 *   <li>A string: a regular expression for the whole name. {@code layers_to_transform} can't stand beside it.
 *   <li>{@code "all-linear"}: every linear layer but the head.
 *   <li>A module that older versions of the library called otherwise is meant by that name as well.
 * </ul>
 */
final class TargetNames {
    private final List<Candidate> candidates;
    private final String kind;

    /**
     * A module that can be meant.
     *
     * @param older what files of older versions call it; mostly the same
     * @param plain whether {@code "all-linear"} means it
     */
    private record Candidate(String name, String older, boolean plain) {
        Stream<String> names() {
            return Stream.of(name, older).distinct();
        }

        boolean isMeant(String entry, List<Integer> blocks) {
            return names().anyMatch(one -> TargetNames.isMeant(entry, blocks, one));
        }
    }

    private TargetNames(List<Candidate> candidates, String kind) {
        this.candidates = candidates;
        this.kind = kind;
    }

    /** Layers that adapters can be put on. */
    static TargetNames ofLayers(List<LinearModule> modules) {
        return new TargetNames(
                modules.stream()
                        .map(module -> new Candidate(module.name(), module.olderName(), isPlain(module)))
                        .toList(),
                "adaptable layer");
    }

    /** Modules that have a bias, norms among them. */
    static TargetNames ofBiases(ModelGraph model) {
        Set<String> plain = model.linearModules().stream()
                .filter(TargetNames::isPlain)
                .map(LinearModule::name)
                .collect(Collectors.toSet());
        return new TargetNames(
                model.parameters().keySet().stream()
                        .filter(SavedParameters::isBias)
                        .map(bias -> new Candidate(
                                AdapterNames.module(bias),
                                AdapterNames.module(model.storedName(bias)),
                                plain.contains(AdapterNames.module(bias))))
                        .toList(),
                "module with a bias");
    }

    /** All modules that have parameters of their own. */
    static TargetNames ofParameters(ModelGraph model) {
        return new TargetNames(
                model.parameters().keySet().stream()
                        .map(AdapterNames::module)
                        .distinct()
                        .map(name -> new Candidate(name, name, false))
                        .toList(),
                "module");
    }

    private static boolean isPlain(LinearModule module) {
        return !module.head() && !module.isConvolution() && !module.embedding();
    }

    /** All of them, or those in {@code blocks} where there are any of these. */
    Set<String> in(List<Integer> blocks) {
        blocks.forEach(block -> {
            if (keep(module -> isIn(List.of(block), module.name())).isEmpty()) {
                throw new RequestException("layers_to_transform: block " + block + " has no " + kind
                        + "; the model's blocks are " + blocks() + ".");
            }
        });
        return keep(module -> isIn(blocks, module.name()));
    }

    /**
     * Names of those that are meant, in the order of the model; none where {@code "all-linear"} finds none.
     *
     * @param spec names or an expression
     * @throws RequestException saying which entry matches nothing, or what expression is broken
     */
    Set<String> meant(TargetSpec spec, List<Integer> blocks) {
        if (!spec.regex().isEmpty() && !blocks.isEmpty()) {
            throw new RequestException("layers_to_transform works with a list of target_modules only, found '"
                    + spec.regex()
                    + "'; list the modules, or put the block numbers into the regular expression.");
        }
        if (spec.isAllLinear()) {
            return keep(Candidate::plain);
        } else if (!spec.regex().isEmpty()) {
            Pattern pattern = PeftPattern.compile(spec.regex(), "target_modules");
            Set<String> matched = keep(module ->
                    module.names().anyMatch(name -> pattern.matcher(name).matches()));
            if (matched.isEmpty()) {
                throw new RequestException("target_modules: the expression '" + spec.regex()
                        + "' matches the whole name of no " + kind + "; "
                        + (candidates.isEmpty()
                                ? "the model has none"
                                : "a whole name is " + candidates.get(0).name())
                        + ".");
            }
            return matched;
        } else if (spec.suffixes().isEmpty()) {
            throw new RequestException("target_modules names no module; known here: " + known() + ".");
        }
        Set<String> found = keep(module -> spec.suffixes().stream().anyMatch(entry -> module.isMeant(entry, blocks)));
        if (found.isEmpty() || !spec.stored()) {
            spec.suffixes().forEach(entry -> checkEntry(entry, blocks));
            blocks.forEach(block -> checkBlock(block, spec));
        }
        return found;
    }

    /** Whether an entry of {@code spec} means a module by its older name alone. */
    boolean areOlderIn(TargetSpec spec) {
        return spec.suffixes().stream()
                .anyMatch(entry -> candidates.stream().anyMatch(module -> isMeant(entry, List.of(), module.older()))
                        && candidates.stream().noneMatch(module -> isMeant(entry, List.of(), module.name())));
    }

    private static boolean isMeant(String entry, List<Integer> blocks, String name) {
        return name.equals(entry) || name.endsWith("." + entry) && isIn(blocks, name);
    }

    private static boolean isIn(List<Integer> blocks, String name) {
        return blocks.isEmpty() || Blocks.of(name).filter(blocks::contains).isPresent();
    }

    private void checkEntry(String entry, List<Integer> blocks) {
        if (keep(module -> module.isMeant(entry, List.of())).isEmpty()) {
            String near = StrictJson.nearest(entry, kinds())
                    .map(name -> " Did you mean '" + name + "'?")
                    .orElse("");
            throw new RequestException("target_modules: '" + entry + "' matches no " + kind + " of the model." + near
                    + " Known here: " + known() + ".");
        }
        if (keep(module -> module.isMeant(entry, blocks)).isEmpty()) {
            throw new RequestException("target_modules: '" + entry + "' is in none of the blocks " + blocks
                    + " of layers_to_transform; the model's blocks are " + blocks() + ".");
        }
    }

    private void checkBlock(int block, TargetSpec spec) {
        if (spec.suffixes().stream()
                .noneMatch(entry -> candidates.stream().anyMatch(module -> module.isMeant(entry, List.of(block))))) {
            throw new RequestException("layers_to_transform: block " + block
                    + " has none of the target_modules; the model's blocks are " + blocks() + ".");
        }
    }

    private Set<String> keep(Predicate<Candidate> wanted) {
        return candidates.stream()
                .filter(wanted)
                .map(Candidate::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The last parts of the names, q_proj, v_proj, ..., in the model's order, as a sentence has them. */
    String known() {
        return candidates.isEmpty() ? "none" : String.join(", ", kinds());
    }

    private List<String> kinds() {
        Set<String> kinds = new LinkedHashSet<>();
        candidates.forEach(
                module -> kinds.add(module.name().substring(module.name().lastIndexOf('.') + 1)));
        return new ArrayList<>(kinds);
    }

    private String blocks() {
        return Blocks.words(candidates.stream().map(Candidate::name).toList());
    }
}
