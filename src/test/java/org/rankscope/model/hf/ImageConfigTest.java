package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.graph.Shape;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;

class ImageConfigTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'model_type': 'vit', 'image_size': 30} | IMAGE_CLASSIFICATION | 'patch_size' is 16, expected a divisor",
                "{'model_type': 'vit', 'image_size': [32, 32, 3]} | IMAGE_CLASSIFICATION | 'image_size' is [32,32,3], expected one number, or height and width",
                "{'model_type': 'deit', 'hidden_size': 10, 'num_attention_heads': 3} | SEGMENTATION | 'hidden_size' is 10, expected a multiple of num_attention_heads, which is 3",
                "{'model_type': 'vit'} | CAUSAL_LM | has no head for the task 'causal-lm'",
                "{'model_type': 'clip', 'text_config': 3} | CONTRASTIVE | 'text_config' is 3, expected an object",
                "{'model_type': 'clip', 'vision_config': {'hidden_act': 'x'}} | CONTRASTIVE | 'vision_config.hidden_act' is \"x\", expected one of gelu",
                "{'model_type': 'rankscope-dit', 'hidden_size': 10, 'num_attention_heads': 2} | DENOISING | 'hidden_size' is 10, expected a multiple of 4",
                "{'model_type': 'rankscope-dit', 'hidden_size': 8, 'num_attention_heads': 2, 'sample_size': 8, 'patch_size': 4, 'in_channels': 1, 'num_hidden_layers': 1, 'beta_schedule': 'cosine'} | DENOISING | 'beta_schedule' is \"cosine\", expected \"linear\""
            })
    void whatIsWrongIsSaidInASentence(String json, Task task, String part) throws IOException {
        Path file = write(json);
        Fixtures.assertRefused(file, () -> HuggingFaceModel.graph(file, HeadSpec.of(task)), part);
    }

    /** Those of the transformers library: ViT-Base of patch 16, and CLIP ViT-B/32. */
    @Test
    void whatIsLeftOutIsAsInTheLibrary() throws IOException {
        ModelGraph vit = HuggingFaceModel.graph(write("{'model_type': 'vit'}"), HeadSpec.of(Task.IMAGE_CLASSIFICATION));
        assertEquals(Shape.of(1, 197, 768), vit.parameters().get("vit.embeddings.position_embeddings"));
        assertEquals(Shape.of(2, 768), vit.parameters().get("classifier.weight"));
        assertEquals(85_800_194, count(vit));

        ModelGraph clip = HuggingFaceModel.graph(write("{'model_type': 'clip'}"), HeadSpec.of(Task.CONTRASTIVE));
        assertEquals(151_277_313, count(clip));
        assertEquals(77, clip.maxSequenceLength());
    }

    @Test
    void aClassifierOfImagesGetsANewHeadForPixels() {
        Path model = Fixtures.ROOT.resolve("models/vit-tiny");
        HeadSpec head = new HeadSpec(Task.SEGMENTATION, List.of("healthy", "lesion"), true, false, false);
        try (HuggingFaceModel opened = HuggingFaceModel.open(model, head)) {
            assertEquals(Set.of("decode_head.classifier"), opened.freshModules());
            assertEquals(
                    Shape.of(2, 64),
                    opened.weight("decode_head.classifier.weight").shape());
            assertEquals(
                    Shape.of(3L * 32 * 32, 2),
                    opened.forward(3, 2).outputs().get(0).shape());
            assertEquals(List.of("healthy", "lesion"), opened.labels());
        }
    }

    private static long count(ModelGraph model) {
        return model.parameters().values().stream().mapToLong(Shape::elements).sum();
    }

    private Path write(String json) throws IOException {
        return Files.writeString(folder.resolve("config.json"), json.replace('\'', '"'));
    }
}
