package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.model.ImageSettings;
import org.rankscope.model.ImageSettings.Resampling;

class ImageProcessorTest {
    private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);
    private static final ImageSettings VIT =
            new ImageSettings(3, 32, 32, OptionalInt.empty(), Resampling.BILINEAR, HALF, HALF);
    private static final ImageSettings CLIP =
            new ImageSettings(3, 32, 32, OptionalInt.of(32), Resampling.BICUBIC, HALF, HALF);

    @TempDir
    Path folder;

    @Test
    void withoutAFileTheModelsOwnSettingsHold() {
        assertEquals(VIT, ImageProcessor.read(folder.resolve(ImageProcessor.FILE), VIT));
    }

    @Test
    void theFixtureSaysWhatItsModelWouldTakeAnyway() {
        assertEquals(VIT, ImageProcessor.read(Fixtures.ROOT.resolve("models/vit-tiny/preprocessor_config.json"), VIT));
    }

    @Test
    void aSizeIsGivenInFourWays() throws IOException {
        assertEquals(VIT, read("{'size': 32}", VIT));
        assertEquals(VIT, read("{'size': {'height': 32, 'width': 32}}", VIT));
        assertEquals(
                OptionalInt.of(40),
                read("{'size': {'shortest_edge': 40}, 'crop_size': 32}", CLIP).shortestEdge());
        assertEquals(
                OptionalInt.of(40),
                read("{'size': 40, 'crop_size': {'height': 32, 'width': 32}}", CLIP)
                        .shortestEdge());
    }

    @Test
    void numbersAreWhatTheProcessorMakesOfAPixel() throws IOException {
        ImageSettings bare = read("{'do_normalize': false}", VIT);
        assertEquals(List.of(0.0, 0.0, 0.0), bare.mean());
        assertEquals(List.of(1.0, 1.0, 1.0), bare.std());

        // (200 / 127.5 - 0.25) / 0.5, as (200 / 255 - mean) / std
        ImageSettings scaled =
                read("{'rescale_factor': 0.00784313725490196, 'image_mean': [0.25, 0.25, 0.25], 'resample': 3}", VIT);
        assertEquals(
                (200 / 127.5 - 0.25) / 0.5,
                (200 / 255.0 - scaled.mean().get(0)) / scaled.std().get(0),
                1e-12);
        assertEquals(Resampling.BICUBIC, scaled.resampling());

        ImageSettings raw = read("{'do_rescale': false, 'do_normalize': false}", VIT);
        assertEquals(200, (200 / 255.0 - raw.mean().get(0)) / raw.std().get(0), 1e-9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'size': 48} | 'size' is 48, expected the size of the model's images in config.json, which is 32 x 32",
                "{'crop_size': 48, 'do_center_crop': true} | 'crop_size' is 48",
                "{'resample': 4} | 'resample' is 4, expected 0 (nearest)",
                "{'image_mean': [0.5]} | 'image_mean' is [0.5], expected a number for each of the model's channels",
                "{'image_std': [0, 1, 1]} | 'image_std' is [0,1,1], expected numbers above 0",
                "{'size': {'height': 32}} | 'size.width' is missing"
            })
    void whatDoesNotFitIsSaidInASentence(String json, String part) {
        Fixtures.assertRefused(folder.resolve(ImageProcessor.FILE), () -> read(json, VIT), part);
    }

    private ImageSettings read(String json, ImageSettings defaults) throws IOException {
        Path file = Files.writeString(folder.resolve(ImageProcessor.FILE), json.replace('\'', '"'));
        return ImageProcessor.read(file, defaults);
    }
}
