package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/** The loss against its definition, and its closed gradient against central differences. */
class CrossEntropyTest {
    private static final int TOKENS = 4;
    private static final int VOCAB = 5;
    private static final Shape SHAPE = Shape.of(TOKENS, VOCAB);
    private static final long[] TARGETS = {3, TokenBatches.IGNORE, 0, 3};
    private static final double WEIGHT = 0.25;
    private static final float STEP = 1e-2f;

    private final float[] logits = random(1);
    private final float[] teacher = random(2);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLossIsItsDefinitionAndTheGradientItsCentralDifference(boolean hasTeacher) {
        try (Session session = session(hasTeacher)) {
            assertEquals(definition(hasTeacher), total(session, logits), 1e-5);
            float[] gradient;
            try (Session.Results results = session.run(feeds(logits))) {
                gradient = results.tensor("gradient").floats();
            }
            for (int i = 0; i < logits.length; i++) {
                float[] above = logits.clone();
                float[] below = logits.clone();
                above[i] += STEP;
                below[i] -= STEP;
                double numeric = (total(session, above) - total(session, below)) / (above[i] - below[i]);
                assertEquals(numeric, gradient[i], 1e-4, "logit " + i);
            }
        }
    }

    private Session session(boolean hasTeacher) {
        GraphBuilder g = new GraphBuilder("loss");
        Value input = g.input("logits", DType.FLOAT, SHAPE);
        Value targets = g.constant(Tensor.ofLongs(Shape.of(TOKENS), TARGETS));
        Value weight = g.constant((float) WEIGHT);
        ItemLoss loss = hasTeacher
                ? CrossEntropy.ofTeacher(g, input, g.constant(Tensor.ofFloats(SHAPE, teacher)), targets, weight)
                : CrossEntropy.ofClasses(g, input, targets, weight);
        Value total = g.named(g.in("total", () -> g.identity(loss.total(g))), "loss");
        Value gradient = g.named(g.in("gradient", () -> g.identity(loss.logitsGradient())), "gradient");
        return Session.open(g.build(List.of(total, gradient)), name -> null, SessionConfig.on(Device.CPU));
    }

    private double definition(boolean hasTeacher) {
        double loss = 0;
        for (int token = 0; token < TOKENS; token++) {
            for (int word = 0; TARGETS[token] != TokenBatches.IGNORE && word < VOCAB; word++) {
                double wanted = hasTeacher ? probability(teacher, token, word) : word == TARGETS[token] ? 1 : 0;
                loss -= WEIGHT * wanted * Math.log(probability(logits, token, word));
            }
        }
        return loss;
    }

    private static double probability(float[] scores, int token, int word) {
        double sum = 0;
        for (int other = 0; other < VOCAB; other++) {
            sum += Math.exp(scores[token * VOCAB + other]);
        }
        return Math.exp(scores[token * VOCAB + word]) / sum;
    }

    private static double total(Session session, float[] logits) {
        try (Session.Results results = session.run(feeds(logits))) {
            return results.tensor("loss").floats()[0];
        }
    }

    private static Map<String, Tensor> feeds(float[] logits) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put("logits", Tensor.ofFloats(SHAPE, logits));
        return feeds;
    }

    private static float[] random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[TOKENS * VOCAB];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-2, 2);
        }
        return values;
    }
}
