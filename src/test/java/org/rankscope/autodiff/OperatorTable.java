package org.rankscope.autodiff;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.graph.Op;

/** The table of operators and their gradients that the documentation holds, in Markdown. */
record OperatorTable(GradientRules rules) {
    private static final String HEAD = """
            # Operators and their gradients

            Rankscope derives the backward pass itself, over the operators of an ONNX graph. Those below, and no others, may stand in a
            graph; what each does to a gradient is one of:

            - **rule**: its formula is written down, and the gradient goes through;
            - **expansion**: it is taken apart into operators with rules, and the gradient goes through these;
            - **stops**: its result does not vary smoothly with its inputs, so that there is no gradient, and what lies before it gets none
              by this way;
            - **refused**: a model in which a gradient would have to go through it is refused before anything starts, with the name of each
              such node. Where only some forms of an operator are refused, its line says so.

            Each rule and each expansion is held against central differences of ONNX Runtime's own result, over several shapes and all
            attributes that change the formula, and each expansion's result against the operator's: no element may differ by more than
            1e-3 (`GradientRulesTest`).

            """;

    private static final String WRITTEN_BY = """

            Written by `mvn -q test -Dtest=OperatorTableTest -Drankscope.write=true`; the same test fails while this page is out of date.
            """;

    /** The page. */
    String page() {
        long open = Stream.of(Op.values()).filter(rules::isDifferentiable).count();
        return HEAD
                + Op.values().length + " operators; gradients go through " + open + " of them.\n"
                + Stream.of(Op.Domain.values()).map(domain -> section(domain)).collect(Collectors.joining())
                + WRITTEN_BY;
    }

    private String section(Op.Domain domain) {
        String name = domain == Op.Domain.ONNX ? "ai.onnx" : domain.onnxName();
        return Stream.of(Op.values())
                .filter(op -> op.domain() == domain)
                .map(this::line)
                .sorted()
                .collect(Collectors.joining("", "\n## " + name + "\n\n| operator | gradient |\n| --- | --- |\n", ""));
    }

    private String line(Op op) {
        return "| " + op.onnxName() + (op == Op.STOP_GRADIENT ? " (stop gradient)" : "") + " | " + answer(op) + " |\n";
    }

    private String answer(Op op) {
        if (!rules.covers(op)) {
            return "missing";
        }
        if (!rules.isDifferentiable(op)) {
            return (rules.isConstant(op) ? "stops: " : "refused: ")
                    + rules.reason(op).orElseThrow();
        }
        return (rules.expansionOf(op).isPresent() ? "expansion" : "rule")
                + (rules.isRefusedInPart(op) ? "; some forms are refused" : "");
    }
}
