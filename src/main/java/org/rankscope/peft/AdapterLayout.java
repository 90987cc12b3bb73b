package org.rankscope.peft;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;

/**
 * How the tensors of an adapter lie in PEFT's file: under its names, and with weights of modules that are trained whole as the
 * library's own model holds them, whichever way an export has turned them.
 */
final class AdapterLayout {
    private final String prefix;
    private final Set<String> adapted;
    private final ModelGraph model;
    private final Set<String> turned;

    /** @param adapted names of the layers that have an adapter */
    AdapterLayout(Set<String> adapted, ModelGraph model) {
        this(AdapterNames.PREFIX, adapted, model);
    }

    /** @param prefix what names in the file begin with, but for that of {@link VirtualTokens#EMBEDDINGS} */
    AdapterLayout(String prefix, Set<String> adapted, ModelGraph model) {
        this.prefix = prefix;
        this.adapted = adapted;
        this.model = model;
        this.turned = model.adaptableModules().stream()
                .filter(module -> module.layout() != module.library())
                .map(LinearModule::weightName)
                .collect(Collectors.toSet());
    }

    Map<String, Tensor> toFile(Map<String, Tensor> values) {
        Map<String, Tensor> stored = new LinkedHashMap<>();
        values.forEach((name, value) -> stored.put(nameInFile(name), turn(name, value)));
        return stored;
    }

    /** Names and shapes in the file of tensors with {@code shapes}. */
    Map<String, Shape> shapes(Map<String, Shape> shapes) {
        Map<String, Shape> stored = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> stored.put(nameInFile(name), shapeInFile(name, shape)));
        return stored;
    }

    String nameInFile(String name) {
        return name.equals(VirtualTokens.EMBEDDINGS) ? name : AdapterNames.toFile(prefix, name, adapted::contains);
    }

    Shape shapeInFile(String name, Shape shape) {
        return turned.contains(name) ? Shape.of(shape.dim(1), shape.dim(0)) : shape;
    }

    /**
     * This program's names for those of a file, by them.
     *
     * @param known what a name may come to; others may stand under a module's older name
     */
    Map<String, String> namesInFile(List<String> names, Set<String> known) {
        Map<String, String> newer = new HashMap<>();
        model.parameters()
                .keySet()
                .forEach(name -> newer.put(AdapterNames.module(model.storedName(name)), AdapterNames.module(name)));
        model.adaptableModules().forEach(module -> newer.put(module.olderName(), module.name()));
        Map<String, String> found = new LinkedHashMap<>();
        for (String name : names) {
            if (AdapterNames.isCopy(name)) {
                continue;
            }
            String inner = AdapterNames.fromFile(prefix, name);
            found.put(
                    Stream.of(inner, renamed(inner, newer))
                            .flatMap(one -> Stream.of(one, AdapterNames.withWeight(one)))
                            .filter(known::contains)
                            .findFirst()
                            .orElse(inner),
                    name);
        }
        return found;
    }

    /** {@code name} with the longest of the older names that it begins with replaced. */
    private static String renamed(String name, Map<String, String> newer) {
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            String module = newer.get(name.substring(0, dot));
            if (module != null) {
                return module + name.substring(dot);
            }
        }
        return name;
    }

    /** A tensor from one layout to the other. */
    Tensor turn(String name, Tensor value) {
        if (!turned.contains(name)) {
            return value;
        }
        int rows = (int) value.shape().dim(0);
        int columns = (int) value.shape().dim(1);
        Tensor result = Tensor.zeros(DType.FLOAT, Shape.of(columns, rows));
        FloatBuffer from = value.data().asFloatBuffer();
        FloatBuffer to = result.data().asFloatBuffer();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                to.put(column * rows + row, from.get(row * columns + column));
            }
        }
        return result;
    }
}
