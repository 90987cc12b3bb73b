package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Map;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/** Y = running sums of X along an axis. dX = running sums of dY the other way, exclusive where Y is. ONNX CumSum-14. */
final class CumSumRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        Value x = node.input(0);
        Map<String, Attribute> attributes = Map.of(
                "exclusive",
                new Attribute.Int(node.intAttribute("exclusive", 0)),
                "reverse",
                new Attribute.Int(1 - node.intAttribute("reverse", 0)));
        scope.give(x, () -> scope.builder()
                .node(
                        Op.CUM_SUM,
                        List.of(scope.gradientOf(node.output()), node.input(1)),
                        attributes,
                        x.dtype(),
                        x.shape()));
    }
}
