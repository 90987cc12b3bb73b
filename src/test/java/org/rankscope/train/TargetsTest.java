package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.Task;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

class TargetsTest {
    private static final long NO = Task.IGNORE;
    private static final Tensor LABELS = Tensor.ofLongs(Shape.of(2, 3), 1, 2, 3, NO, 5, 6);

    @Test
    void theLastVirtualTokenPredictsTheFirstToken() {
        Targets targets = targets(Task.CAUSAL_LM, 2, true);
        assertEquals(Shape.of(10), targets.shape());
        assertArrayEquals(
                new long[] {NO, 1, 2, 3, NO, NO, NO, 5, 6, NO},
                targets.of(LABELS).longs());
        assertArrayEquals(new long[] {3, 2}, targets.countByRow(LABELS));
    }

    @Test
    void withoutVirtualTokensTheFirstTokenIsNotPredicted() {
        assertArrayEquals(
                new long[] {2, 3, NO, 5, 6, NO},
                targets(Task.CAUSAL_LM, 0, true).of(LABELS).longs());
    }

    @Test
    void whatATeacherDoesNotSayIsNotLearnt() {
        assertArrayEquals(
                new long[] {NO, NO, 2, 3, NO, NO, NO, 5, 6, NO},
                targets(Task.CAUSAL_LM, 2, false).of(LABELS).longs());
    }

    @Test
    void virtualTokensHaveNoClass() {
        Targets targets = targets(Task.TOKEN_CLASSIFICATION, 1, true);
        assertArrayEquals(
                new long[] {NO, 1, 2, 3, NO, NO, 5, 6}, targets.of(LABELS).longs());
        assertArrayEquals(new long[] {3, 2}, targets.countByRow(LABELS));
    }

    @Test
    void logitsOfAnotherModelStandBesideTheSameTokens() {
        float[] plain = {1, 2, 3, 4, 5, 6};
        float[] behindTwo = {0, 0, 1, 2, 3, 0, 0, 4, 5, 6};
        assertArrayEquals(behindTwo, aligned(targets(Task.CAUSAL_LM, 2, false), plain));
        assertArrayEquals(plain, aligned(targets(Task.CAUSAL_LM, 0, true), behindTwo));
        assertArrayEquals(plain, aligned(targets(Task.CAUSAL_LM, 0, true), plain));
    }

    /** Logits [items, 1]. */
    private static float[] aligned(Targets targets, float[] logits) {
        GraphBuilder g = new GraphBuilder("test");
        Value given = g.input("given", DType.FLOAT, Shape.of(logits.length, 1));
        Value aligned = g.named(g.identity(targets.aligned(g, given)), "aligned");
        try (Session session = Session.open(g.build(List.of(aligned)), name -> null, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(Map.of("given", Tensor.ofFloats(given.shape(), logits)))) {
            return results.tensor("aligned").floats();
        }
    }

    private static Targets targets(Task task, int virtualTokens, boolean first) {
        return new Targets(task, new Value("labels", DType.INT64, LABELS.shape()), virtualTokens, first);
    }
}
