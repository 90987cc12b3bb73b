package org.rankscope.assets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssetPicturesTest {
    private static final AssetSeeds SEEDS = new AssetSeeds(3);

    @TempDir
    private Path root;

    @Test
    void everyScanHasItsMask() throws IOException {
        AssetPictures.writeLesions(root, SEEDS);
        assertEquals(AssetPictures.LESIONS, checkedScans(AssetLayout.LESIONS_TRAIN));
        assertEquals(AssetPictures.LESIONS_VALIDATION, checkedScans(AssetLayout.LESIONS_VALIDATION));
    }

    @Test
    void noHeldOutPictureIsTrainedOn() throws IOException {
        AssetPictures.writeLesions(root, SEEDS);
        AssetPictures.writeStyle(root, SEEDS);
        for (List<String> sides : List.of(
                List.of(AssetLayout.LESIONS_TRAIN + "/images", AssetLayout.LESIONS_VALIDATION + "/images"),
                List.of(AssetLayout.STYLE_TRAIN, AssetLayout.STYLE_VALIDATION))) {
            Set<String> seen = new HashSet<>();
            int count = 0;
            for (String side : sides) {
                for (Path file : files(side)) {
                    seen.add(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                    count++;
                }
            }
            assertEquals(count, seen.size(), "pictures that occur once only in " + sides);
        }
    }

    @Test
    void sameSeedGivesTheSameFiles() throws IOException {
        Path other = root.resolve("other");
        AssetPictures.writeStyle(root, SEEDS);
        AssetPictures.writeStyle(other, SEEDS);
        List<Path> files = files(AssetLayout.STYLE_TRAIN);
        assertEquals(AssetPictures.STYLE, files.size());
        for (Path file : files) {
            assertEquals(-1, Files.mismatch(file, other.resolve(root.relativize(file))), file.toString());
        }
    }

    private int checkedScans(String folder) throws IOException {
        List<Path> images = files(folder + "/images");
        for (Path image : images) {
            assertTrue(
                    Files.exists(root.resolve(folder).resolve("masks").resolve(image.getFileName())), image.toString());
        }
        assertEquals(images.size(), files(folder + "/masks").size());
        return images.size();
    }

    private List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
            return files.sorted().toList();
        }
    }
}
