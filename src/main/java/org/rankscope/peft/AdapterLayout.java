package org.rankscope.peft;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.model.LinearModule;
import org.rankscope.model.WeightLayout;

/**
 * How the tensors of an adapter lie in PEFT's file: under its names, and with weights of layers that are trained whole as
 * [out, in] however the base model holds them.
 */
final class AdapterLayout {
    private final Set<String> adapted;
    private final Set<String> turned;

    AdapterLayout(List<AdaptedModule> adapted, List<LinearModule> modules) {
        this.adapted = adapted.stream().map(target -> target.module().name()).collect(Collectors.toSet());
        this.turned = modules.stream()
                .filter(module -> module.layout() == WeightLayout.IN_OUT)
                .map(LinearModule::weightName)
                .collect(Collectors.toSet());
    }

    Map<String, Tensor> toFile(Map<String, Tensor> values) {
        Map<String, Tensor> stored = new LinkedHashMap<>();
        values.forEach((name, value) -> stored.put(nameInFile(name), turn(name, value)));
        return stored;
    }

    String nameInFile(String name) {
        return AdapterNames.toFile(name, adapted.contains(AdapterNames.module(name)));
    }

    Shape shapeInFile(String name, Shape shape) {
        return turned.contains(name) ? Shape.of(shape.dim(1), shape.dim(0)) : shape;
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
