package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunNotesTest {
    private static final double[] LOSSES = {2.5, 2.3, 2.2, 2.1};
    private static final double START = 2.6;

    private final List<Observation> rows = new ArrayList<>();

    /** One run at each of four ranks, worse by {@code behind}. */
    private void add(String method, double behind, double rate) {
        for (int i = 0; i < LOSSES.length; i++) {
            add(method, 1 << i, LOSSES[i] + behind, rate);
        }
    }

    private void add(String method, int rank, double loss, double rate) {
        rows.add(new Observation(
                method,
                rank,
                "",
                0,
                rate,
                loss,
                OptionalDouble.empty(),
                List.of(),
                true,
                new Cost(1000L + rank, null, null, null),
                OptionalDouble.of(START)));
    }

    private List<String> notes() {
        return VerdictEngine.judge(rows, VerdictOptions.DEFAULT).warnings();
    }

    @Test
    void whatConcernsManyMethodsIsSaidOnce() {
        Stream.of("lora", "rslora", "dora", "adalora", "qlora").forEach(method -> add(method, 0, 1e-3));
        add("full", 0, 1.9, 1e-3);
        assertEquals(
                List.of(
                        "The loss of DoRA, LoRA, QLoRA and rsLoRA still falls at the largest rank tried.",
                        "Every method ran at the one learning rate 0.001; the best ones of two methods may be a factor"
                                + " of ten apart.",
                        "The loss of AdaLoRA, DoRA, LoRA, QLoRA, rsLoRA and full fine-tuning was still falling when"
                                + " training ended: a higher rank also learns faster, so with more steps a smaller rank"
                                + " may be enough, or another method better.",
                        "One run per method and rank: how much of the differences is chance is not known; three seeds"
                                + " would show it."),
                notes());
    }

    @Test
    void onlyThoseAreNamedThatAreConcerned() {
        add("lora", 0, 1e-3);
        add("lora", 0.1, 3e-3);
        add("dora", 0.05, 1e-3);
        add("bottleneck", 8, 2.7, 1e-3);
        List<String> notes = notes();
        assertTrue(
                notes.contains(
                        "The best learning rate of LoRA is the smallest tried (0.001): a smaller one may do better."),
                notes.toString());
        assertTrue(
                notes.contains(
                        "One learning rate alone was tried with DoRA and bottleneck adapter; the best ones of two"
                                + " methods may be a factor of ten apart."),
                notes.toString());
        assertTrue(
                notes.contains("Training gained nothing with bottleneck adapter: the best loss is no better than before"
                        + " the first step. Try other learning rates or more steps."),
                notes.toString());
        assertEquals(notes.size(), new HashSet<>(notes).size());
    }

    @Test
    void theCapacitiesAreNamedWhereNotAllOfAMethodAreMeant() {
        add("lora", 0, 1e-3);
        add("dora", 0.05, 1e-3);
        add("dora", 8, 2.0, 3e-3);
        add("dora", 4, 2.0, 3e-3);
        assertTrue(
                notes().contains(
                                "The best learning rate of DoRA (r = 4 and 8) is the largest tried (0.003): a larger one"
                                        + " may do better."),
                notes().toString());
    }
}
