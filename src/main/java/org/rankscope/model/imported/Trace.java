package org.rankscope.model.imported;

import java.util.List;
import java.util.Map;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.onnx.RawNode;

/**
 * What a model is at the shapes of one batch.
 *
 * @param nodes those that are left to run, in order, with no choices among them
 * @param values type and shape of everything that they read and give, by name
 * @param constants numbers of everything that depends on shapes and constants alone
 */
record Trace(List<RawNode> nodes, Map<String, Value> values, Map<String, Tensor> constants) {}
