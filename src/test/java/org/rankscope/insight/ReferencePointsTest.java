package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

class ReferencePointsTest {
    @TempDir
    Path temporary;

    private static Observation row(String method, int rank, double value, long parameters) {
        return Observation.of(rank, 0, value)
                .with()
                .method(method)
                .cost(new Cost(parameters, null, null, null))
                .build();
    }

    private static List<Observation> lora() {
        List<Observation> rows = new ArrayList<>();
        double[] losses = {1.5, 1.3, 1.2, 1.2, 1.2};
        for (int i = 0; i < losses.length; i++) {
            rows.add(row("lora", 1 << i, losses[i], 100L << i));
        }
        return rows;
    }

    private static Verdict judge(List<Observation> rows) {
        return VerdictEngine.judge(rows, VerdictOptions.DEFAULT);
    }

    @Test
    void methodsWithoutARankAreToldBesideAVerdictThatIsTheSameWithoutThem() {
        List<Observation> rows = lora();
        Verdict alone = judge(rows);
        rows.add(row("full", 0, 1.13, 16_000));
        rows.add(row("bitfit", 0, 1.4, 40));
        rows.add(row("dylora", 16, 1.1, 1600));
        rows.add(row("bottleneck", 8, 1.31, 400));
        rows.add(row("bottleneck", 32, 1.25, 800));
        Verdict verdict = judge(rows);
        assertEquals(
                alone.with()
                        .reason(alone.reason() + " BitFit reaches 1.400 with 10 % of the parameters."
                                + " Bottleneck adapter (bottleneck 32) reaches 1.250 with twice the parameters."
                                + " DyLoRA (a quick scan, at r = 16) reaches 1.100 with 4 times the parameters."
                                + " Full fine-tuning reaches 1.130 with 40 times the parameters.")
                        .references(verdict.references())
                        .build(),
                verdict);
        assertEquals(
                List.of("bitfit 0", "bottleneck 8", "bottleneck 32", "dylora 16", "full 0"),
                verdict.references().stream()
                        .map(point -> point.method() + " " + point.rank())
                        .toList());
        assertFalse(StrictJson.mapper().valueToTree(verdict).at("/references/0").has("rank"));
        assertEquals(verdict, StrictJson.parse(StrictJson.toText(verdict), Verdict.class, "again"));
    }

    @Test
    void aReferenceStandsAtItsBestRateAndSaysWhereThatIsAtAnEnd() {
        List<Observation> rows = lora();
        rows.add(row("full", 0, 1.3, 16_000).withLearningRate(1e-4));
        rows.add(row("full", 0, 1.2, 16_000).withLearningRate(1e-3));
        rows.add(row("ia3", 0, Double.NaN, 10).withLearningRate(1e-3));
        Verdict verdict = judge(rows);
        assertEquals(1e-3, verdict.references().get(0).learningRate());
        assertTrue(
                verdict.warnings()
                        .contains(
                                "The best learning rate of full fine-tuning is the largest tried (0.001): a larger one may do better."),
                verdict.warnings().toString());
        rows.add(row("bitfit", 0, 1.2, 10).withLearningRate(1e-3));
        assertTrue(judge(rows)
                .warnings()
                .contains(
                        "One learning rate alone was tried with BitFit; the best ones of two methods may be a factor of"
                                + " ten apart."));
        assertTrue(verdict.warnings().contains("No run of IA3 has a usable result; the method is left out."));
    }

    @Test
    void withoutAnyRankThereIsNothingToJudge() {
        List<Observation> rows = List.of(row("full", 0, 1.2, 16_000), row("bitfit", 0, 1.3, 40));
        String message = assertThrows(RequestException.class, () -> judge(rows)).getMessage();
        assertEquals(
                "There is no rank to judge: BitFit and full fine-tuning can be compared by loss and cost, but a verdict"
                        + " needs a method that is trained at several ranks, such as LoRA.",
                message);
    }

    @Test
    void aTableLeavesTheRankOutWhereThereIsNone() throws Exception {
        Path file = temporary.resolve("results.csv");
        Files.writeString(file, "method,rank,loss\nlora,1,1.5\nlora,2,1.2\nlora,4,1.2\nfull,,1.1\n");
        ResultTable table = ResultTableCsv.read(file);
        assertEquals(0, table.observations().get(3).rank());
        assertEquals(2, judge(table.observations()).rank());
        Files.writeString(file, "rank,loss\n1,1.5\n,1.2\n");
        assertTrue(assertThrows(RequestException.class, () -> ResultTableCsv.read(file))
                .getMessage()
                .contains("line 3, column rank: found nothing, expected a whole number of at least 1"));
    }
}
