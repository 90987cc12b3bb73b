package org.rankscope.peft;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rankscope.graph.Tensor;

/**
 * An adapter read from a PEFT directory.
 *
 * @param baseModel what it was trained on, as written there; empty if not said
 * @param values the trained tensors, FLOAT, under this program's names and in the order of {@link TrainableShapes}
 */
public record StoredAdapter(AdapterConfig config, String baseModel, Map<String, Tensor> values) {
    public StoredAdapter {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
