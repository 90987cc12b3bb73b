package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.rankscope.data.DataSpec;
import org.rankscope.graph.Shape;
import org.rankscope.insight.TimeEstimate;
import org.rankscope.insight.advice.AdviceFacts;
import org.rankscope.insight.advice.Advisor;
import org.rankscope.insight.advice.ModelFamily;
import org.rankscope.insight.advice.Purpose;
import org.rankscope.io.StrictJson;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.runtime.Device;
import org.rankscope.search.FirstRate;
import org.rankscope.train.StepTiming;
import org.rankscope.train.TrialSpecBuilder;

class StudyEstimateTest {
    private static final String MODEL = "src/test/resources/fixtures/models/llama-tiny";
    private static final SpecResources RESOURCES = new SpecResources(Path::of);
    private final ModelGraph model = RESOURCES.graph(MODEL);

    private static StudySpec study() {
        return StudySpecBuilder.builder()
                .trial(TrialSpecBuilder.builder()
                        .model(MODEL)
                        .task(Task.CAUSAL_LM)
                        .data(DataSpec.of("text.txt"))
                        .batchSize(2)
                        .sequenceLength(16)
                        .steps(100)
                        .evalEvery(25)
                        .build())
                .ranks(List.of(2, 8))
                .learningRates(List.of(1e-3, 3e-3))
                .seeds(List.of(0L, 1L, 2L))
                .build();
    }

    @Test
    void devicesShareTheCells() {
        assertEquals(5, StudyEstimate.rounds(10, List.of(Device.cuda(0), Device.cuda(1))));
        assertEquals(1, StudyEstimate.rounds(1, List.of(Device.cuda(0), Device.cuda(1))));
        assertEquals(0, StudyEstimate.rounds(0, List.of(Device.CPU)));
    }

    @Test
    void ranksThatNeedMoreThanIsFreeAreNamedWithWhatToDo() {
        StudyEstimate plenty = StudyEstimate.of(study(), model, Optional.empty(), Long.MAX_VALUE, Map.of());
        assertEquals(List.of(), plenty.unfit());
        assertEquals(Optional.empty(), plenty.warning());
        long between = (plenty.rows().get(0).memory().total()
                        + plenty.rows().get(1).memory().total())
                / 2;

        StudyEstimate tight = StudyEstimate.of(study(), model, Optional.empty(), between, Map.of());
        assertEquals(List.of(8), tight.unfit());
        assertTrue(tight.rows().get(0).fits());
        assertFalse(tight.rows().get(1).fits());
        String warning = tight.warning().orElseThrow();
        assertTrue(warning.startsWith("Rank 8 needs more memory than is free now"), warning);
        assertTrue(
                warning.contains("a smaller batch_size, gradient_checkpointing or a shorter sequence_length"), warning);

        StudyEstimate none = StudyEstimate.of(study(), model, Optional.empty(), 1, Map.of());
        assertTrue(none.warning().orElseThrow().startsWith("Ranks 2, 8 need more"));
    }

    @Test
    void aStudyTakesAsLongAsItsCells() {
        TimeEstimate time = new TimeEstimate(new StepTiming(2, 500, 10, 4, 5), new StepTiming(8, 500, 16, 4, 5));
        StudyEstimate estimate =
                StudyEstimate.of(study(), model, Optional.empty(), Long.MAX_VALUE, Map.of(Method.LORA, time));
        assertEquals(12, estimate.cells());
        assertTrue(estimate.exact());
        assertEquals(1_600, estimate.rows().get(0).cellMillis());
        assertEquals(2_200, estimate.rows().get(1).cellMillis());
        assertEquals(6 * (1_600 + 2_200), estimate.millis());
        assertNull(
                StudyEstimate.of(study(), model, Optional.empty(), 1, Map.of()).millis());
    }

    @Test
    void aModelTooSmallForFourBitsIsSaidToBe() {
        StudyEstimate estimate = StudyEstimate.of(
                study().withMethods(List.of(Method.QLORA)), model, Optional.empty(), Long.MAX_VALUE, Map.of());
        assertEquals(1, estimate.notes().size(), estimate.notes().toString());
        String note = estimate.notes().get(0);
        assertTrue(note.startsWith("QLoRA takes more memory than LoRA here ("), note);
        StudySpec held = study().withTrial(
                        study().trial().with().precision(Precision.NF4).build());
        note = StudyEstimate.of(held, model, Optional.empty(), Long.MAX_VALUE, Map.of())
                .notes()
                .get(0);
        assertTrue(note.startsWith("A base in 4 bits takes more memory than one in float32 here ("), note);
        StudyEstimate plain = StudyEstimate.of(study(), model, Optional.empty(), Long.MAX_VALUE, Map.of());
        assertEquals(List.of(), plain.notes());
        assertFalse(StrictJson.mapper().valueToTree(plain).has("notes"));
    }

    @Test
    void everyMethodIsCountedFromWhatItTrains() {
        ModelGraph model = RESOURCES.graph("src/test/resources/fixtures/models/gpt2-tiny");
        StudySpec study = study().withMethods(List.of(Method.LORA, Method.FULL, Method.BITFIT));
        StudyEstimate estimate = StudyEstimate.of(study, model, Optional.empty(), Long.MAX_VALUE, Map.of());
        assertEquals(List.of(), estimate.notes());
        assertEquals(
                List.of("LORA 2", "LORA 8", "FULL 0", "BITFIT 0"),
                estimate.rows().stream()
                        .map(row -> row.method() + " " + row.rank())
                        .toList());
        assertEquals(4 * 2 * 3, estimate.cells());
        long all =
                model.parameters().values().stream().mapToLong(Shape::elements).sum();
        assertEquals(all, estimate.rows().get(2).trainableParameters());
        assertEquals(4 * all, estimate.rows().get(2).memory().adapter());
        JsonNode json = StrictJson.mapper().valueToTree(estimate).get("rows");
        assertEquals(2, json.get(0).get("rank").asInt());
        assertFalse(json.get(2).has("rank"));

        StudyEstimate none = StudyEstimate.of(study, model, Optional.empty(), 1, Map.of());
        assertEquals(List.of(2, 8), none.unfit());
        String warning = none.warning().orElseThrow();
        assertTrue(warning.startsWith("lora 2, lora 8, full, bitfit need more memory"), warning);
    }

    @Test
    void aSearchIsSaidToBeEstimated() {
        StudySpec tuned = study().with()
                .learningRate(StudySpec.RateChoice.TUNE)
                .firstLearningRate(1e-3)
                .pruning(null)
                .build();
        assertFalse(
                StudyEstimate.of(tuned, model, Optional.empty(), 1, Map.of()).exact());
    }

    /** The advisor and the search must not name two first rates for one language model. */
    @Test
    void searchesBeginWhereAdviceSays() {
        for (long parameters = 1_000_000; parameters <= 100_000_000_000L; parameters = parameters * 3 / 2) {
            AdviceFacts facts = new AdviceFacts(
                    "llama",
                    ModelFamily.DECODER,
                    parameters,
                    16,
                    Purpose.INSTRUCTION,
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    AdviceFacts.DeviceKind.CPU,
                    1L << 34);
            assertEquals(
                    FirstRate.of(parameters),
                    Advisor.advise(facts, 4096, Optional.empty()).learningRate(),
                    1e-12,
                    "at " + parameters + " parameters");
        }
    }
}
