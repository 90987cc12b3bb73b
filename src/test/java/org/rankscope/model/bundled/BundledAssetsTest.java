package org.rankscope.model.bundled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.io.RequestException;

class BundledAssetsTest {
    @TempDir
    private Path home;

    private Path root;

    @BeforeEach
    void writeCatalogue() throws IOException {
        root = Files.createDirectories(home.resolve("assets"));
        Files.writeString(root.resolve("bundled.json"), """
                { "format_version": 1, "seed": 3,
                  "models": [ { "id": "small", "title": "Small", "description": "A model.", "path": "models/small" } ],
                  "datasets": [ { "id": "letters", "title": "Letters", "description": "Texts.",
                          "train": "letters/train.txt",
                                  "validation": "letters/validation.txt", "teacher": "letters/teacher",
                                  "study": "studies/letters.json" } ] }
                """);
        Files.createDirectories(root.resolve("models/small"));
        Files.createDirectories(root.resolve("letters/teacher"));
        Files.writeString(root.resolve("letters/train.txt"), "a");
        Files.writeString(root.resolve("letters/validation.txt"), "b");
    }

    @Test
    void namesStandForFilesAndFolders() {
        BundledAssets assets = BundledAssets.at(root);
        assertEquals(root.resolve("models/small"), assets.resolve("bundled:small"));
        assertEquals(root.resolve("letters/train.txt"), assets.resolve("bundled:letters"));
        BundledDataset letters = assets.dataset("letters");
        assertEquals(letters.validation(), assets.resolve(letters.validationName()));
        assertEquals(letters.teacher(), letters.teacherName().map(assets::resolve));
        assertEquals(Optional.of("bundled:letters-teacher"), letters.teacherName());
    }

    @Test
    void unknownNameIsAnsweredWithTheKnownOnes() {
        String sentence = assertThrows(
                        RequestException.class, () -> BundledAssets.at(root).resolve("bundled:leters"))
                .getMessage();
        assertTrue(
                sentence.contains("'bundled:leters'") && sentence.contains("Did you mean 'bundled:letters'?"),
                sentence);
        assertTrue(sentence.contains("small, letters, letters-validation, letters-teacher"), sentence);
    }

    @Test
    void missingFileIsNamed() throws IOException {
        Files.delete(root.resolve("letters/train.txt"));
        String sentence = assertThrows(
                        RequestException.class, () -> BundledAssets.at(root).resolve("bundled:letters"))
                .getMessage();
        assertTrue(sentence.contains("train.txt is missing"), sentence);
    }

    @Test
    void catalogueOfAnotherVersionIsRefused() throws IOException {
        Files.writeString(
                root.resolve("bundled.json"), "{\"format_version\": 9, \"seed\": 1, \"models\": [], \"datasets\": []}");
        String sentence = assertThrows(RequestException.class, () -> BundledAssets.at(root))
                .getMessage();
        assertTrue(sentence.contains("'format_version' is 9, expected 1"), sentence);
    }

    @Test
    void homePropertyIsLookedAtFirst() {
        String before = System.getProperty(BundledAssets.HOME_PROPERTY);
        try {
            System.setProperty(BundledAssets.HOME_PROPERTY, home.toString());
            assertEquals(root, BundledAssets.find().root());
        } finally {
            if (before == null) {
                System.clearProperty(BundledAssets.HOME_PROPERTY);
            } else {
                System.setProperty(BundledAssets.HOME_PROPERTY, before);
            }
        }
    }

    @Test
    void onlyNamesWithTheSchemeAreBundled() {
        assertTrue(BundledAssets.isBundled("bundled:x"));
        assertFalse(BundledAssets.isBundled("x"));
        assertFalse(BundledAssets.isBundled(null));
    }
}
