package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.data.BatchSettings;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Datasets;
import org.rankscope.data.Preparation;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.Tensor;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.model.imported.ImportedModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.TargetSpec;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.safetensors.SafetensorsWriter;

/** Metrics of whole trials and evaluations against those of the reference's logits in double precision. */
class GoldenMetricsTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final double EPS = 1e-12;

    @TempDir
    Path folder;

    @Test
    void classesOfSequences() throws IOException {
        Reference reference = Reference.of("bert-tiny-cls");
        Map<String, Double> expected = new LinkedHashMap<>();
        expected.put("accuracy", reference.shareAmongFirst(1));
        expected.put("f1_macro", reference.macroF1());
        expected.put("f1_micro", reference.shareAmongFirst(1));
        expected.put("matthews_correlation", reference.matthews());

        assertMetrics(expected, reference, "bert-tiny-cls.torchscript-sdpa-opset17.onnx", Task.SEQUENCE_CLASSIFICATION);
    }

    @Test
    void classesOfImages() throws IOException {
        Reference reference = Reference.of("vit-tiny");
        Map<String, Double> expected = new LinkedHashMap<>();
        expected.put("top1_accuracy", reference.shareAmongFirst(1));
        expected.put("top5_accuracy", reference.shareAmongFirst(5));

        assertMetrics(expected, reference, "vit-tiny.dynamo-sdpa-opset18.onnx", Task.IMAGE_CLASSIFICATION);
    }

    private void assertMetrics(Map<String, Double> expected, Reference reference, String file, Task task)
            throws IOException {
        Path model = FIXTURES.resolve("onnx").resolve(file);
        Path validation = reference.batches(folder);
        TrialSpec spec = spec(model, task, reference.golden().resolve("batches.safetensors"), validation);
        Trainer trainer = new Trainer((name, head) -> ImportedModel.open(Path.of(name)), new Datasets(Path::of));
        TrialResult result = trainer.train(spec, folder.resolve("trial"), silent(), () -> false);

        List<MetricLine> evaluations = MetricsJournal.read(folder.resolve("trial")).stream()
                .filter(MetricLine::isEvaluation)
                .toList();
        // LoRA begins with nothing: before the first step it is the base model that is measured.
        assertEquals(0, evaluations.get(0).step());
        assertEquals(reference.loss(), evaluations.get(0).evalLoss(), 1e-5);
        assertClose(expected, evaluations.get(0).evalMetrics());
        MetricLine best = evaluations.stream()
                .filter(line -> line.step() == result.bestStep())
                .findFirst()
                .orElseThrow();
        assertEquals(best.evalMetrics(), result.metrics());

        try (BaseModel opened = ImportedModel.open(model)) {
            TokenBatches batches = new Datasets(Path::of)
                    .open(spec.data(), Preparation.of(opened), BatchSettings.of(opened, task, 4, 24, 1, 0, 0))
                    .validation();
            Evaluator.Result evaluated = Evaluator.evaluate(
                    opened, task, Optional.empty(), batches, Precision.FP32, SessionConfig.on(Device.CPU));
            assertClose(expected, evaluated.metrics());
        }
    }

    private static void assertClose(Map<String, Double> expected, Map<String, Double> found) {
        assertEquals(List.copyOf(expected.keySet()), List.copyOf(found.keySet()));
        expected.forEach((name, value) -> assertEquals(value, found.get(name), EPS, name));
    }

    /** What the reference computes from its forward inputs, and what follows from that. */
    private record Reference(Path golden, double[][] logits, long[] labels) {
        static Reference of(String model) {
            Path golden = FIXTURES.resolve("golden").resolve(model);
            Tensor stored = SafetensorsFile.open(golden.resolve("forward_f64.safetensors"))
                    .tensor("logits");
            double[] flat = stored.doubles();
            int classes = (int) stored.shape().dim(1);
            double[][] logits = new double[flat.length / classes][classes];
            for (int i = 0; i < flat.length; i++) {
                logits[i / classes][i % classes] = flat[i];
            }
            long[] labels = SafetensorsFile.open(golden.resolve("forward_inputs.safetensors"))
                    .tensor("labels")
                    .longs();
            return new Reference(golden, logits, labels);
        }

        /** The forward inputs as one batch of ready-made ones. */
        Path batches(Path folder) throws IOException {
            SafetensorsFile inputs = SafetensorsFile.open(golden.resolve("forward_inputs.safetensors"));
            Map<String, Tensor> tensors = inputs.names().stream().collect(Collectors.toMap(name -> name, name -> {
                Tensor tensor = inputs.tensor(name);
                return tensor.reshaped(tensor.shape().prepend(1));
            }));
            Path file = folder.resolve("validation.safetensors");
            SafetensorsWriter.write(file, tensors, Map.of());
            return file;
        }

        double loss() {
            double sum = 0;
            for (int row = 0; row < labels.length; row++) {
                double total = 0;
                for (double logit : logits[row]) {
                    total += Math.exp(logit);
                }
                sum += Math.log(total) - logits[row][(int) labels[row]];
            }
            return sum / labels.length;
        }

        double shareAmongFirst(int k) {
            long hits = IntStream.range(0, labels.length)
                    .filter(row -> place(row) < k)
                    .count();
            return (double) hits / labels.length;
        }

        /** How many classes have a larger logit than the true one. */
        private long place(int row) {
            double own = logits[row][(int) labels[row]];
            return IntStream.range(0, logits[row].length)
                    .filter(k -> logits[row][k] > own)
                    .count();
        }

        private long predicted(int row) {
            int best = 0;
            for (int k = 1; k < logits[row].length; k++) {
                best = logits[row][k] > logits[row][best] ? k : best;
            }
            return best;
        }

        /** From precision and recall of each class that occurs. */
        double macroF1() {
            return IntStream.range(0, logits[0].length)
                    .filter(k -> count(k, -1) + count(-1, k) > 0)
                    .mapToDouble(k -> {
                        double precision = count(-1, k) == 0 ? 0 : (double) count(k, k) / count(-1, k);
                        double recall = count(k, -1) == 0 ? 0 : (double) count(k, k) / count(k, -1);
                        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
                    })
                    .average()
                    .orElseThrow();
        }

        /** As the correlation of indicators: Σ_k cov(t_k, p_k) / √(Σ_k cov(t_k, t_k) Σ_k cov(p_k, p_k)). */
        double matthews() {
            double n = labels.length;
            double both = 0;
            double wanted = 0;
            double guessed = 0;
            for (int k = 0; k < logits[0].length; k++) {
                double t = count(k, -1) / n;
                double p = count(-1, k) / n;
                both += count(k, k) / n - t * p;
                wanted += t - t * t;
                guessed += p - p * p;
            }
            return wanted * guessed == 0 ? 0 : both / Math.sqrt(wanted * guessed);
        }

        /** Rows of class {@code label} that were taken for {@code guess}; -1 for any. */
        private long count(int label, int guess) {
            return IntStream.range(0, labels.length)
                    .filter(row -> (label < 0 || labels[row] == label) && (guess < 0 || predicted(row) == guess))
                    .count();
        }
    }

    private static TrialSpec spec(Path model, Task task, Path train, Path validation) {
        return new TrialSpec(
                model.toString(),
                task,
                new DataSpec(null, null, null, null, train.toString(), validation.toString(), null),
                AdapterConfigBuilder.builder()
                        .method(AdapterConfig.Method.LORA)
                        .r(4)
                        .targetModules(TargetSpec.words(List.of("all-linear")))
                        .build(),
                null,
                null,
                null,
                4,
                24,
                4,
                2,
                0L,
                "cpu",
                null,
                false,
                null);
    }

    private static TrialListener silent() {
        return line -> {};
    }
}
