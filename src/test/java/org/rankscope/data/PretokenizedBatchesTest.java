package org.rankscope.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.rankscope.data.Samples.VOCAB_SIZE;
import static org.rankscope.data.Samples.assertRefused;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.Task;
import org.rankscope.safetensors.SafetensorsWriter;

class PretokenizedBatchesTest {
    private static final Shape PLAIN = Shape.of(6, 2, 3);

    @TempDir
    private Path folder;

    private Path file;
    private Map<String, Tensor> tensors;

    @BeforeEach
    void makeTensors() {
        file = folder.resolve("batches.safetensors");
        tensors = new HashMap<>(
                Map.of("input_ids", numbers(PLAIN), "attention_mask", constant(PLAIN, 1), "labels", numbers(PLAIN)));
    }

    @Test
    void batchesComeInTheOrderOfTheFile() throws IOException {
        PretokenizedBatches batches = train(1);
        assertEquals(6, batches.count());
        assertEquals(2, batches.batchSize());
        assertEquals(3, batches.sequenceLength());
        assertEquals(6 * 2 * 2, batches.predictedItems());
        assertArrayEquals(
                new long[] {18, 19, 20, 21, 22, 23},
                batches.at(3).get("input_ids").longs());
        assertEquals(Shape.of(2, 3), batches.at(5).get("labels").shape());
    }

    @Test
    void microBatchesAreNumberedStepByStep() throws IOException {
        tensors.replaceAll((name, tensor) -> tensor.reshaped(Shape.of(3, 2, 2, 3)));
        PretokenizedBatches batches = train(2);
        assertEquals(6, batches.count());
        assertArrayEquals(
                new long[] {18, 19, 20, 21, 22, 23},
                batches.at(1 * 2 + 1).get("input_ids").longs());
        assertTrainRefused(4, "2 micro-batches", "gradient_accumulation_steps is 4");
        tensors.replaceAll((name, tensor) -> tensor.reshaped(PLAIN));
        assertTrainRefused(4, "1 micro-batch a step");
    }

    @Test
    void missingAndUnknownTensorsAreNamed() {
        Tensor labels = tensors.remove("labels");
        assertTrainRefused(1, "no tensor 'labels'", "input_ids, attention_mask, labels");
        tensors.put("labels", labels);
        tensors.put("pixel_values", labels);
        assertTrainRefused(1, "'pixel_values'");
    }

    @Test
    void typesAndShapesMustAgree() {
        Tensor labels = tensors.get("labels");
        tensors.put("labels", Tensor.ofFloats(Shape.of(1), 3));
        assertTrainRefused(1, "'labels' is stored as FLOAT, expected INT64");
        tensors.put("labels", labels.reshaped(Shape.of(6, 3, 2)));
        assertTrainRefused(1, "'labels' has the shape [6, 3, 2]", "[6, 2, 3]");
        tensors.replaceAll((name, tensor) -> labels.reshaped(Shape.of(36)));
        assertTrainRefused(1, "'input_ids' has the shape [36]", "[steps, batch, sequence]");
    }

    /** Graphs are built for one length. */
    @Test
    void sequencesOfADecoderAreAsLongAsThoseOfItsEncoder() throws IOException {
        List<Value> inputs = List.of(
                new Value("input_ids", DType.INT64, Shape.of(2, 3)),
                new Value("decoder_input_ids", DType.INT64, Shape.of(2, 3)));
        BatchForm form = new BatchForm(Task.SEQ2SEQ_LM, inputs, VOCAB_SIZE, Map.of());
        BatchSettings settings = new BatchSettings(2, 3, 1, VOCAB_SIZE, 0, 0, 0, form);
        tensors.put("decoder_input_ids", numbers(PLAIN));
        SafetensorsWriter.write(file, tensors, Map.of());
        assertEquals(3, PretokenizedBatches.forTraining(file, settings).sequenceLength());
        Shape shorter = Shape.of(6, 2, 2);
        tensors.put("decoder_input_ids", numbers(shorter));
        tensors.put("labels", numbers(shorter));
        SafetensorsWriter.write(file, tensors, Map.of());
        assertRefused(
                () -> PretokenizedBatches.forTraining(file, settings),
                file,
                "'decoder_input_ids' has the shape [6, 2, 2], expected [6, 2, 3]",
                "'input_ids'");
    }

    @Test
    void valuesOutOfRangeAreNamedByTheirPlace() {
        change("input_ids", 17, VOCAB_SIZE);
        assertTrainRefused(1, "'input_ids' holds 512 at [2, 1, 2]", "0 to 511");
        change("input_ids", 17, -1);
        assertTrainRefused(1, "'input_ids' holds -1 at [2, 1, 2]");
        change("input_ids", 17, 0);
        change("attention_mask", 0, 2);
        assertTrainRefused(1, "'attention_mask' holds 2 at [0, 0, 0]");
        change("attention_mask", 0, 1);
        change("labels", 1, -99);
        assertTrainRefused(1, "'labels' holds -99 at [0, 0, 1]", "0 to 511 or -100");
        change("labels", 1, VOCAB_SIZE);
        assertTrainRefused(1, "'labels' holds 512");
    }

    @Test
    void furtherTokenInputsAreCheckedAgainstTheirOwnTables() throws IOException {
        BatchForm tokens = BatchForm.ofTokens(VOCAB_SIZE, 1, 1);
        List<Value> inputs = List.of(
                tokens.inputs().get(0),
                tokens.inputs().get(1),
                new Value("token_type_ids", DType.INT64, Shape.of(1, 1)));
        BatchSettings settings = new BatchSettings(
                2,
                3,
                1,
                VOCAB_SIZE,
                0,
                0,
                0,
                new BatchForm(
                        Task.CAUSAL_LM, inputs, VOCAB_SIZE, Map.of("input_ids", VOCAB_SIZE, "token_type_ids", 2)));
        tensors.put("token_type_ids", constant(PLAIN, 1));
        SafetensorsWriter.write(file, tensors, Map.of());
        PretokenizedBatches.forTraining(file, settings);
        tensors.put("token_type_ids", constant(PLAIN, 2));
        SafetensorsWriter.write(file, tensors, Map.of());
        assertRefused(
                () -> PretokenizedBatches.forTraining(file, settings),
                file,
                "'token_type_ids' holds 2",
                "expected 0 to 1");
    }

    @Test
    void aStepThatPredictsNothingIsRefused() {
        // the label at the first place of a row is never predicted
        for (int place : new int[] {7, 8, 10, 11}) {
            change("labels", place, TokenBatches.IGNORE);
        }
        assertTrainRefused(1, "the labels of step 2 predict nothing");
    }

    @Test
    void evaluationMustHaveTheFormOfTraining() throws IOException {
        PretokenizedBatches train = train(1);
        Path other = folder.resolve("validation.safetensors");
        tensors.replaceAll((name, tensor) -> tensor.reshaped(Shape.of(3, 4, 3)));
        SafetensorsWriter.write(other, tensors, Map.of());
        assertRefused(
                () -> PretokenizedBatches.forEvaluation(other, settings(1), train), other, "[4, 3]", "expected [2, 3]");
        tensors.put("labels", constant(PLAIN, TokenBatches.IGNORE));
        tensors.replaceAll((name, tensor) -> tensor.reshaped(PLAIN));
        SafetensorsWriter.write(other, tensors, Map.of());
        assertRefused(() -> PretokenizedBatches.forEvaluation(other, settings(1), train), other, "predict nothing");
    }

    private PretokenizedBatches train(int accumulationSteps) throws IOException {
        SafetensorsWriter.write(file, tensors, Map.of());
        return PretokenizedBatches.forTraining(file, settings(accumulationSteps));
    }

    private static BatchSettings settings(int accumulationSteps) {
        return new BatchSettings(2, 3, accumulationSteps, VOCAB_SIZE, 0, 0, 0);
    }

    private void assertTrainRefused(int accumulationSteps, String... parts) {
        assertRefused(() -> train(accumulationSteps), file, parts);
    }

    private void change(String name, int place, long value) {
        long[] values = tensors.get(name).longs();
        values[place] = value;
        tensors.put(name, Tensor.ofLongs(PLAIN, values));
    }

    private static Tensor numbers(Shape shape) {
        return Tensor.ofLongs(shape, LongStream.range(0, shape.elements()).toArray());
    }

    private static Tensor constant(Shape shape, long value) {
        long[] values = new long[(int) shape.elements()];
        Arrays.fill(values, value);
        return Tensor.ofLongs(shape, values);
    }
}
