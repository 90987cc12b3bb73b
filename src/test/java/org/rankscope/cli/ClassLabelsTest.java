package org.rankscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.io.StrictJson;
import org.rankscope.study.TrialSpecFile;

/** Which class is which number, from training to an evaluation of its own, on the command line. */
class ClassLabelsTest {
    private static final Path MODEL =
            Path.of("src/test/resources/fixtures/models/bert-tiny-cls").toAbsolutePath();
    private static final String[] TEXTS = {
        "rain and fog",
        "heavy snow",
        "add two cups of flour",
        "mix butter and honey",
        "the motor was loud",
        "a slow pump",
    };
    private static final String[] LABELS = {"weather", "weather", "kitchen", "kitchen", "machine", "machine"};

    @TempDir
    Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void anAdapterIsEvaluatedWithTheClassesOfItsOwnHead() throws IOException {
        JsonNode trained = train(", \"new_head\": true");
        assertTrue(
                err.toString().contains("A new head is asked for: classifier starts from random values"),
                err::toString);

        JsonNode evaluated = evaluate("validation.csv");
        assertEquals(
                trained.path("eval_loss").asDouble(),
                evaluated.path("eval_loss").asDouble(),
                1e-5);
        assertEquals(trained.path("eval_metrics"), evaluated.path("eval_metrics"));
        assertFalse(err.toString().contains("random"), err::toString);
    }

    @Test
    void dataWithFewerClassesMeanTheSameOnes() throws IOException {
        train(", \"new_head\": true");
        Files.writeString(
                temporary.resolve("two.csv"), "text,label\nrain and fog,weather\nthe motor was loud,machine\n");

        assertEquals(
                1.0, evaluate("two.csv").path("eval_metrics").path("accuracy").asDouble());
    }

    @Test
    void aTrainedHeadKeepsItsOrderWhateverThatOfTheStatedLabels() throws IOException {
        write();
        String file = temporary.resolve("validation.csv").toString();
        String[] plain = {
            "eval", "--model", MODEL.toString(), "--data", file, "--task", "sequence-classification", "--json"
        };
        assertEquals(0, run(plain), err::toString);
        JsonNode own = json();
        String[] stated = Arrays.copyOf(plain, plain.length + 2);
        stated[plain.length] = "--labels";
        stated[plain.length + 1] = "kitchen,machine,weather";
        assertEquals(0, run(stated), err::toString);
        assertEquals(own, json());
    }

    @Test
    void anAdapterRefusesOtherLabelsAndOtherTasks() throws IOException {
        train(", \"new_head\": true");
        String adapter = temporary.resolve("run/adapter").toString();
        String file = temporary.resolve("validation.csv").toString();
        assertEquals(
                2,
                run(
                        "eval",
                        "--model",
                        MODEL.toString(),
                        "--data",
                        file,
                        "--adapter",
                        adapter,
                        "--task",
                        "sequence-classification",
                        "--labels",
                        "a,b,c"));
        assertTrue(
                err.toString().contains("trained on the labels kitchen, machine, weather, found a, b, c;"),
                err::toString);
        assertEquals(
                2,
                run(
                        "eval",
                        "--model",
                        MODEL.toString(),
                        "--data",
                        file,
                        "--adapter",
                        adapter,
                        "--task",
                        "token-classification"));
        assertTrue(
                err.toString()
                        .contains("trained for the task 'sequence-classification', expected 'token-classification'"),
                err::toString);
    }

    @Test
    void rowsThatAreLeftOutAreSaid() throws IOException {
        write();
        Files.writeString(
                temporary.resolve("train.csv"),
                "rain,weather\nsnow,\nsun,weather,hot\nflour,kitchen\n",
                StandardOpenOption.APPEND);
        String train = temporary.resolve("train.csv").toString();
        String start = train + ": row ";
        assertEquals(
                0,
                run(
                        "train",
                        "--spec",
                        spec("").toString(),
                        "--out",
                        temporary.resolve("run").toString()),
                err::toString);
        assertEquals(
                2, err.toString().lines().filter(line -> line.startsWith(start)).count(), err::toString);

        assertEquals(
                0,
                run("eval", "--model", MODEL.toString(), "--data", train, "--task", "sequence-classification"),
                err::toString);
        assertEquals(
                2, err.toString().lines().filter(line -> line.startsWith(start)).count(), err::toString);
    }

    @Test
    void anEstimateCountsTheHeadThatIsTrainedWhole() throws IOException {
        int trained = train(", \"new_head\": true").path("trainable_parameters").asInt();
        Path spec = spec(", \"new_head\": true");
        Files.writeString(spec, Files.readString(spec).replace("\"steps\"", "\"ranks\": [8], \"steps\""));
        assertEquals(0, run("estimate", "--spec", spec.toString(), "--json"), err::toString);
        assertEquals(
                trained,
                json().path("rows").path(0).path("trainable_parameters").asInt());
    }

    @Test
    void aLengthThatNobodyWroteIsOneThatTheModelTakes() throws IOException {
        Path config = Files.writeString(temporary.resolve("config.json"), """
                {"model_type": "gpt2", "n_embd": 16, "n_layer": 1, "n_head": 2, "vocab_size": 40, "n_positions": 77}
                """);
        String[] params = {"params", "--model", config.toString(), "--ranks", "1", "--targets", "c_attn"};
        assertEquals(0, run(params), err::toString);
        String[] longer = Arrays.copyOf(params, params.length + 2);
        longer[params.length] = "--sequence-length";
        longer[params.length + 1] = "78";
        assertEquals(2, run(longer));
        assertTrue(err.toString().contains("has the value 78; expected 1 to 77"), err::toString);

        Files.writeString(temporary.resolve("spec.json"), """
                {"model": ".", "task": "causal-lm", "data": {"train": "config.json"}}
                """);
        assertEquals(77, TrialSpecFile.read(temporary.resolve("spec.json")).sequenceLength());
    }

    @Test
    void questionsWithoutAnswersAreNotLearnt() throws IOException {
        Path file = Files.writeString(
                temporary.resolve("a.jsonl"), "{\"instruction\": \"say a\", \"instances\": [{\"output\": \"a\"}]}\n");
        assertEquals(2, run("data", file.toString(), "--task", "causal-lm"));
        assertTrue(
                err.toString().contains("column 'instruction' asks, but there is no column of texts that answers"),
                err::toString);
    }

    @Test
    void numbersAmongWordsAreNoLabels() throws IOException {
        write();
        Path mixed = Files.writeString(temporary.resolve("mixed.csv"), "text,label\nrain,0.5\nsnow,1.5\nsun,warm\n");
        assertEquals(
                2, run("data", mixed.toString(), "--model", MODEL.toString(), "--task", "sequence-classification"));
        assertTrue(
                err.toString()
                        .startsWith(mixed + ": column 'label' holds numbers with a fraction and 'warm', expected only"),
                err::toString);
    }

    private JsonNode train(String data) throws IOException {
        write();
        assertEquals(
                0,
                run(
                        "train",
                        "--spec",
                        spec(data).toString(),
                        "--out",
                        temporary.resolve("run").toString(),
                        "--json"),
                err::toString);
        return json();
    }

    private Path spec(String data) throws IOException {
        return Files.writeString(temporary.resolve("spec.json"), """
                {"model": "%s", "task": "sequence-classification",
                 "data": {"train": "train.csv", "validation": "validation.csv"%s},
                 "adapter": {"target_modules": ["query", "value"]}, "optimizer": {"learning_rate": 0.01},
                 "batch_size": 6, "sequence_length": 16, "steps": 40, "eval_every": 40, "device": "cpu"}
                """.formatted(MODEL, data));
    }

    private void write() throws IOException {
        StringBuilder table = new StringBuilder("text,label\n");
        for (int i = 0; i < TEXTS.length; i++) {
            table.append(TEXTS[i]).append(',').append(LABELS[i]).append('\n');
        }
        Files.writeString(temporary.resolve("train.csv"), table);
        Files.writeString(temporary.resolve("validation.csv"), table);
    }

    private JsonNode evaluate(String data) throws IOException {
        assertEquals(
                0,
                run(
                        "eval",
                        "--model",
                        MODEL.toString(),
                        "--data",
                        temporary.resolve(data).toString(),
                        "--adapter",
                        temporary.resolve("run/adapter").toString(),
                        "--task",
                        "sequence-classification",
                        "--sequence-length",
                        "16",
                        "--json"),
                err::toString);
        return json();
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return RankscopeCommand.run(args, new PrintWriter(out), new PrintWriter(err));
    }

    private JsonNode json() throws IOException {
        return StrictJson.mapper().readTree(out.toString());
    }
}
