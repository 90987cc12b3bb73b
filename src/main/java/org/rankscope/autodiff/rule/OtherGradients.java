package org.rankscope.autodiff.rule;

import java.util.List;
import org.rankscope.autodiff.GradientRules;
import org.rankscope.graph.Op;

/** Gradients of operators that make numbers, choose, repeat, recur or quantise. */
final class OtherGradients {
    private OtherGradients() {}

    static void addTo(GradientRules rules) {
        controlFlow(rules);
        generators(rules);
        recurrences(rules);
        quantisation(rules);
    }

    private static void controlFlow(GradientRules rules) {
        rules.refuse(Op.IF, "which branch runs depends on the data, and choices by data are not differentiated")
                .refuse(Op.LOOP, "how often it runs depends on the data; export the model with its loops unrolled")
                .refuse(Op.SCAN, "steps of a recurrence are not differentiated; export the model with them unrolled");
    }

    private static void generators(GradientRules rules) {
        for (Op op : List.of(Op.RANDOM_NORMAL, Op.RANDOM_NORMAL_LIKE, Op.RANDOM_UNIFORM, Op.RANDOM_UNIFORM_LIKE)) {
            rules.none(op, "random numbers don't vary with the input");
        }
        for (Op op : List.of(Op.BERNOULLI, Op.MULTINOMIAL)) {
            rules.none(op, "draws are whole numbers");
        }
        for (Op op : List.of(Op.BLACKMAN_WINDOW, Op.HAMMING_WINDOW, Op.HANN_WINDOW, Op.MEL_WEIGHT_MATRIX)) {
            rules.none(op, "it is made of sizes alone");
        }
        rules.none(Op.CONSTANT, "a constant has no input")
                .none(Op.CONSTANT_OF_SHAPE, "it is made of a shape alone")
                .none(Op.EYE_LIKE, "it is made of a shape alone")
                .none(Op.RANGE, "how long it is varies with its input in steps, and it counts positions");
    }

    private static void recurrences(GradientRules rules) {
        for (Op op : List.of(Op.GRU, Op.LSTM, Op.RNN)) {
            rules.refuse(op, "recurrent layers are not differentiated; export the model with them unrolled");
        }
    }

    private static void quantisation(GradientRules rules) {
        for (Op op : List.of(Op.QUANTIZE_LINEAR, Op.DYNAMIC_QUANTIZE_LINEAR, Op.DYNAMIC_QUANTIZE_MAT_MUL)) {
            rules.refuse(
                    op,
                    "it rounds what it is given, so nothing before it could learn; take the model before quantisation");
        }
        for (Op op : List.of(Op.MAT_MUL_INTEGER, Op.Q_LINEAR_MAT_MUL)) {
            rules.refuse(op, "it multiplies rounded numbers; take the model before quantisation");
        }
        rules.expansion(Op.DEQUANTIZE_LINEAR, new DequantizeLinearExpansion())
                .refuse(
                        Op.GATHER_BLOCK_QUANTIZED,
                        "its rows are codes, and scales of packed rows are not differentiated");
    }
}
