package org.rankscope.runtime;

import java.util.List;
import java.util.Map;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** How fast this machine multiplies matrices. */
public final class SpeedProbe {
    private static final long SIZE = 768;
    private static final int PRODUCTS = 4;
    private static final int ROUNDS = 5;

    private SpeedProbe() {}

    /**
     * Floating-point operations a second in float32 products, from a few that take some tens of milliseconds together; the
     * best of several rounds.
     */
    public static double flopsPerSecond(Device device) {
        GraphBuilder g = new GraphBuilder("speed");
        Value x = g.input("x", DType.FLOAT, Shape.of(SIZE, SIZE));
        Value y = x;
        for (int i = 0; i < PRODUCTS; i++) {
            y = g.gemm(y, x, false, i % 2 == 1, 1f / SIZE);
        }
        Graph graph = g.build(List.of(y));
        Map<String, Tensor> inputs = Map.of("x", Tensor.zeros(DType.FLOAT, x.shape()));
        double best = Double.MAX_VALUE;
        try (Session session = Session.open(graph, name -> null, SessionConfig.on(device))) {
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                session.run(inputs).close();
                best = Math.min(best, (System.nanoTime() - start) / 1e9);
            }
        }
        return PRODUCTS * 2.0 * SIZE * SIZE * SIZE / best;
    }
}
