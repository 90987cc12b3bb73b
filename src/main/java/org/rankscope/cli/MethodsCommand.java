package org.rankscope.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.rankscope.io.StrictJson;
import org.rankscope.peft.MethodFacts;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rankscope methods}: what there is to compare ranks with, and where it is from. */
@Command(
        name = "methods",
        description = "Every adapter method: what makes it larger, how many numbers it trains, and its source.")
final class MethodsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.print(StrictJson.toText(Map.of("methods", MethodFacts.all())));
        } else {
            MethodFacts.all().forEach(facts -> print(facts, out));
            out.println(
                    "in, out: inputs and outputs of an adapted layer; d: the model's hidden size. A study sweeps the"
                            + " capacity of each of its 'methods'.");
        }
        out.flush();
        return ExitCode.OK;
    }

    private static void print(MethodFacts facts, PrintWriter out) {
        out.println(facts.method().json() + ": " + facts.title());
        out.println("  " + facts.summary());
        out.println("  capacity    " + facts.capacity());
        out.println("  parameters  " + facts.parameters());
        out.println("  source      " + facts.source());
        out.println();
    }
}
