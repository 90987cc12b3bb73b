package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.io.RequestException;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;

/** An {@code .onnx} file is offered for what its outputs are. */
class TasksOfFilesTest {
    private static final Path FILES = Path.of("src/test/resources/fixtures/onnx");

    private final SpecResources resources = SpecResources.ofThisProgram();

    @ParameterizedTest
    @CsvSource({
        "bert-tiny-cls.torchscript-sdpa-opset17.onnx, SEQUENCE_CLASSIFICATION",
        "gpt2-tiny.dynamo-sdpa-opset18.onnx, CAUSAL_LM",
        "llama-tiny.torchscript-sdpa-opset17.onnx, CAUSAL_LM",
        "vit-tiny.dynamo-sdpa-opset18.onnx, IMAGE_CLASSIFICATION"
    })
    void theTaskFollowsFromTheShapeOfTheOutput(String file, Task task) {
        assertEquals(List.of(task), resources.tasks(FILES.resolve(file).toString()));
    }

    /** Its decoder would be given nothing to say, or a model without one two texts. */
    @Test
    void encoderDecodersAreForTextsThatAreSaidAndNothingElseIs() {
        String t5 = "src/test/resources/fixtures/library/5.18/t5/model.onnx";
        String llama = FILES.resolve("llama-tiny.torchscript-sdpa-opset17.onnx").toString();
        assertEquals(List.of(Task.SEQ2SEQ_LM), resources.tasks(t5));
        for (Runnable opening : List.<Runnable>of(
                () -> resources.model(t5, Task.CAUSAL_LM),
                () -> resources.graph(t5, Task.CAUSAL_LM),
                () -> resources.model(llama, Task.SEQ2SEQ_LM))) {
            RequestException problem = assertThrows(RequestException.class, opening::run);
            assertTrue(problem.getMessage().contains("can't be trained for the task"), problem.getMessage());
        }
    }

    @Test
    void aFileThatIsNoModelIsSaidToBeNone(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "010203 O");
        RequestException problem = assertThrows(RequestException.class, () -> resources.tasks(text.toString()));
        assertTrue(problem.getMessage().startsWith(text + ": is not a model"), problem.getMessage());
    }

    @Test
    void aNewHeadIsRefusedInASentence() {
        String file =
                FILES.resolve("bert-tiny-cls.torchscript-sdpa-opset17.onnx").toString();
        HeadSpec fresh = new HeadSpec(Task.SEQUENCE_CLASSIFICATION, List.of("a", "b"), false, false, true);
        RequestException problem = assertThrows(RequestException.class, () -> resources.open(file, fresh));
        assertTrue(problem.getMessage().contains("the one that it was exported with"), problem.getMessage());
    }
}
