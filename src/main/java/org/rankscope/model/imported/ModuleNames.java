package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rankscope.onnx.RawNode;

/**
 * Where in the program that was exported a node or a weight came from: {@code model.layers.0.self_attn.q_proj}. Read off
 * the node's metadata (torch.export), its path ({@code /model/layers.0/self_attn/q_proj/MatMul}, TorchScript), or the
 * weight's own name. Parts that all of them begin with belong to a wrapper around the model and are left out.
 */
final class ModuleNames {
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'");
    private static final Pattern NAMESPACE_PART = Pattern.compile("(?:^|/)([\\w.]*): ");
    private static final Pattern PATH = Pattern.compile("[A-Za-z_]\\w*(\\.\\w+)*");
    private static final Pattern WEIGHT_PATH = Pattern.compile("([A-Za-z_]\\w*(?:\\.\\w+)*)\\.(\\w+)");
    private static final Pattern CODES_PATH = Pattern.compile("(.*\\.weight)\\.\\w+");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private final int wrapperLength;
    private final Set<String> taken = new HashSet<>();

    /**
     * @param paths of all layers and weights, as {@link #path} and {@link #ofWeight} give them
     * @param reserved names that nothing may get
     */
    ModuleNames(Collection<String> paths, Collection<String> reserved) {
        wrapperLength = wrapper(List.copyOf(paths)).length();
        taken.addAll(reserved);
    }

    /** The path of a node in the exported program, wrapper and all; empty where it left none. */
    static Optional<String> path(RawNode node) {
        List<String> scopes = new ArrayList<>();
        String names = node.metadata().get("pkg.torch.onnx.name_scopes");
        if (names != null) {
            Matcher matcher = QUOTED.matcher(names);
            while (matcher.find()) {
                scopes.add(matcher.group(1));
            }
        } else if (node.metadata().containsKey("namespace")) {
            Matcher matcher = NAMESPACE_PART.matcher(node.metadata().get("namespace"));
            while (matcher.find()) {
                scopes.add(matcher.group(1));
            }
        }
        if (scopes.size() > 1) {
            // The last one is the operation itself.
            return Optional.of(scopes.get(scopes.size() - 2))
                    .filter(path -> PATH.matcher(path).matches());
        }
        String name = node.name();
        int last = name.lastIndexOf('/');
        if (last <= 0) {
            return Optional.empty();
        }
        String path = name.substring(name.startsWith("/") ? 1 : 0, last).replace('/', '.');
        return Optional.of(path).filter(readable -> PATH.matcher(readable).matches());
    }

    /** The module that a weight of this name belongs to, wrapper and all; empty where the name isn't a path. */
    static Optional<String> ofWeight(String initializer) {
        Matcher matcher = WEIGHT_PATH.matcher(initializer);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Likewise for the codes of a weight, {@code <module>.weight.nf4} or {@code <module>.weight_Q4}. */
    static Optional<String> ofCodes(String initializer) {
        Matcher matcher = CODES_PATH.matcher(initializer);
        return ofWeight(matcher.matches() ? matcher.group(1) : initializer);
    }

    /** {@code wrapper.} that all of {@code paths} begin with; {@code ""} if there is none. */
    private static String wrapper(List<String> paths) {
        String wrapper = "";
        while (!paths.isEmpty()) {
            String first = paths.get(0).substring(wrapper.length());
            int dot = first.indexOf('.');
            if (dot < 0) {
                return wrapper;
            }
            String longer = wrapper + first.substring(0, dot + 1);
            boolean shared = paths.stream().allMatch(path -> path.startsWith(longer));
            boolean numbered = paths.stream().anyMatch(path -> {
                String rest = path.substring(Math.min(path.length(), longer.length()));
                return NUMBER.matcher(rest.split("\\.")[0]).matches();
            });
            if (!shared || numbered) {
                return wrapper;
            }
            wrapper = longer;
        }
        return wrapper;
    }

    /** {@code path} without the wrapper. */
    String unwrapped(String path) {
        return path.length() > wrapperLength ? path.substring(wrapperLength) : path;
    }

    /** {@code name}, or where it is taken that of a node: {@code node/name}; does not take it. */
    String free(String name) {
        return taken.contains(name) ? "node/" + name : name;
    }

    /** {@code name}, or where it is taken {@code name_1} and so on. */
    String unique(String name) {
        String candidate = name;
        for (int i = 1; !taken.add(candidate); i++) {
            candidate = name + "_" + i;
        }
        return candidate;
    }
}
