package org.rankscope.autodiff;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.rankscope.autodiff.rule.AddRule;
import org.rankscope.autodiff.rule.ConcatRule;
import org.rankscope.autodiff.rule.DivRule;
import org.rankscope.autodiff.rule.ExpRule;
import org.rankscope.autodiff.rule.FusedMatMulRule;
import org.rankscope.autodiff.rule.GatherElementsRule;
import org.rankscope.autodiff.rule.GatherRule;
import org.rankscope.autodiff.rule.GemmRule;
import org.rankscope.autodiff.rule.LogSoftmaxRule;
import org.rankscope.autodiff.rule.MulRule;
import org.rankscope.autodiff.rule.NegRule;
import org.rankscope.autodiff.rule.QuickGeluRule;
import org.rankscope.autodiff.rule.ReduceSumRule;
import org.rankscope.autodiff.rule.ReduceSumSquareRule;
import org.rankscope.autodiff.rule.ReshapeRule;
import org.rankscope.autodiff.rule.RotaryEmbeddingRule;
import org.rankscope.autodiff.rule.SigmoidRule;
import org.rankscope.autodiff.rule.SimplifiedLayerNormalizationRule;
import org.rankscope.autodiff.rule.SoftmaxRule;
import org.rankscope.autodiff.rule.SplitRule;
import org.rankscope.autodiff.rule.SqrtRule;
import org.rankscope.autodiff.rule.SubRule;
import org.rankscope.autodiff.rule.TransposeRule;
import org.rankscope.autodiff.rule.WhereRule;
import org.rankscope.graph.Op;

/**
 * The one table of gradients. Each operator has one of three answers: a rule; none, because its result does not vary with
 * its inputs in a way that has a gradient; or a refusal with its reason.
 */
public final class GradientRules {
    private sealed interface Answer {}

    private record Rule(GradientRule rule) implements Answer {}

    private record None(String reason) implements Answer {}

    private record Refusal(String reason) implements Answer {}

    private final Map<Op, Answer> answers = new EnumMap<>(Op.class);

    private GradientRules() {}

    /** The rules of all operators that the program uses. */
    public static GradientRules standard() {
        GradientRules rules = new GradientRules();
        rules.rule(Op.ADD, new AddRule());
        rules.refuse(Op.CAST, "casts between number formats are not differentiated");
        rules.rule(Op.CONCAT, new ConcatRule());
        rules.rule(Op.DIV, new DivRule());
        rules.none(Op.EQUAL, "a comparison is piecewise constant");
        rules.rule(Op.EXP, new ExpRule());
        rules.rule(Op.FUSED_MAT_MUL, new FusedMatMulRule());
        rules.rule(Op.GATHER, new GatherRule());
        rules.rule(Op.GATHER_ELEMENTS, new GatherElementsRule());
        rules.rule(Op.GEMM, new GemmRule());
        rules.rule(Op.IDENTITY, new AddRule());
        rules.refuse(Op.IF, "choices are not differentiated");
        rules.rule(Op.LOG_SOFTMAX, new LogSoftmaxRule());
        rules.refuse(Op.MAX, "it is only used on indices");
        rules.rule(Op.MUL, new MulRule());
        rules.rule(Op.NEG, new NegRule());
        rules.rule(Op.QUICK_GELU, new QuickGeluRule());
        rules.rule(Op.REDUCE_SUM, new ReduceSumRule());
        rules.rule(Op.REDUCE_SUM_SQUARE, new ReduceSumSquareRule());
        rules.rule(Op.RESHAPE, new ReshapeRule());
        rules.rule(Op.ROTARY_EMBEDDING, new RotaryEmbeddingRule());
        rules.refuse(Op.SCAN, "training steps are not differentiated");
        rules.refuse(Op.SCATTER_ELEMENTS, "it is only used in backward passes");
        rules.refuse(Op.SCATTER_ND, "it is only used in backward passes");
        rules.rule(Op.SIGMOID, new SigmoidRule());
        rules.rule(Op.SIMPLIFIED_LAYER_NORMALIZATION, new SimplifiedLayerNormalizationRule());
        rules.rule(Op.SOFTMAX, new SoftmaxRule());
        rules.rule(Op.SPLIT, new SplitRule());
        rules.rule(Op.SQRT, new SqrtRule());
        rules.rule(Op.SUB, new SubRule());
        rules.rule(Op.SUM, new AddRule());
        rules.rule(Op.TRANSPOSE, new TransposeRule());
        rules.rule(Op.WHERE, new WhereRule());
        return rules;
    }

    /** This table with one rule replaced. */
    public GradientRules with(Op op, GradientRule rule) {
        GradientRules changed = new GradientRules();
        changed.answers.putAll(answers);
        changed.rule(op, rule);
        return changed;
    }

    /** Whether the table has an answer for {@code op}. */
    boolean covers(Op op) {
        return answers.containsKey(op);
    }

    /** Whether {@code op} has a rule. */
    boolean hasRule(Op op) {
        return answers.get(op) instanceof Rule;
    }

    /** Whether gradients stop at {@code op} by nature. */
    boolean isConstant(Op op) {
        return answers.get(op) instanceof None;
    }

    Optional<String> refusal(Op op) {
        Answer answer = answers.get(op);
        if (answer instanceof Refusal refusal) {
            return Optional.of(refusal.reason());
        }
        return answer == null ? Optional.of("its operator is unknown") : Optional.empty();
    }

    GradientRule rule(Op op) {
        return ((Rule) answers.get(op)).rule();
    }

    private void rule(Op op, GradientRule rule) {
        answers.put(op, new Rule(rule));
    }

    private void none(Op op, String reason) {
        answers.put(op, new None(reason));
    }

    private void refuse(Op op, String reason) {
        answers.put(op, new Refusal(reason));
    }
}
