package org.rankscope.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rankscope.autodiff.rule.StandardGradientRules;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/** What differences cannot check, as each run drops other elements. */
class DropoutGradientTest {
    private static final float RATIO = 0.4f;

    @Test
    void inTrainingModeTheGradientTakesTheWayOfTheValues() {
        GraphBuilder g = new GraphBuilder("dropout");
        Shape shape = Shape.of(200);
        Value x = g.input("x", DType.FLOAT, shape);
        Value training = g.input("training", DType.BOOL, Shape.SCALAR);
        List<Value> results = g.add(
                        Op.DROPOUT,
                        List.of(x, g.constant(RATIO), training),
                        Map.of(),
                        List.of(new Value("Dropout", DType.FLOAT, shape), new Value("Mask", DType.BOOL, shape)))
                .outputs();
        Value seed = g.input("seed", DType.FLOAT, shape);
        Value gradient = Backward.gradients(g, StandardGradientRules.table(), Map.of(results.get(0), seed), List.of(x))
                .get(x);
        Graph graph = g.build(List.of(results.get(0), gradient));
        float[] numbers = new float[200];
        Arrays.fill(numbers, 3);
        Tensor fed = Tensor.ofFloats(shape, numbers);
        try (Session session = Session.open(graph, name -> null, SessionConfig.on(Device.CPU));
                Session.Results run = session.run(Map.of("x", fed, "seed", fed, "training", yes()))) {
            float[] y = run.tensor(results.get(0).name()).floats();
            float[] dX = run.tensor(gradient.name()).floats();
            int dropped = 0;
            for (int i = 0; i < y.length; i++) {
                assertEquals(y[i], dX[i], 1e-5f, "x and its gradient are equal before, and so behind the mask");
                dropped += y[i] == 0 ? 1 : 0;
            }
            assertTrue(dropped > 0 && dropped < y.length, dropped + " of 200 are dropped");
        }
    }

    private static Tensor yes() {
        Tensor tensor = Tensor.zeros(DType.BOOL, Shape.SCALAR);
        tensor.data().put(0, (byte) 1);
        return tensor;
    }
}
