package org.rankscope.assets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.model.bundled.BundledAssets;
import org.rankscope.model.bundled.BundledDataset;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpecFile;

class AssetCatalogueTest {
    @TempDir
    private Path root;

    @BeforeEach
    void write() throws IOException {
        AssetTexts.write(root, new AssetSeeds(1));
        Files.createDirectories(root.resolve(AssetLayout.TEACHER));
        AssetPictures.writeLesions(root, new AssetSeeds(1));
        AssetPictures.writeStyle(root, new AssetSeeds(1));
        for (String model : List.of(AssetLayout.MODEL, AssetLayout.SCANS_MODEL, AssetLayout.DRAWINGS_MODEL)) {
            Files.createDirectories(root.resolve(model));
        }
        AssetCatalogue.write(root, 1);
    }

    @Test
    void everyNameOfAStudyIsKnown() {
        BundledAssets assets = BundledAssets.at(root);
        assertEquals(3, assets.models().size());
        assertEquals(5, assets.datasets().size());
        for (BundledDataset dataset : assets.datasets()) {
            StudySpec study = StudySpecFile.read(dataset.study());
            assertTrue(
                    assets.models().stream()
                            .anyMatch(model -> model.name().equals(study.trial().model())),
                    study.trial().model());
            assertTrue(
                    Files.exists(assets.resolve(study.trial().data().train())),
                    study.trial().data().train());
            assertEquals(dataset.name(), study.trial().data().train());
            assertEquals(dataset.validationName(), study.trial().data().validation());
            assertEquals(
                    dataset.teacherName(),
                    Optional.ofNullable(study.trial().data().teacher()));
        }
    }

    @Test
    void studentOfThePlantedRankLearnsWhereItWasPlanted() {
        StudySpec study =
                StudySpecFile.read(BundledAssets.at(root).dataset("planted").study());
        assertEquals(
                PlantedTeacher.config(StoryModel.SHAPE.layers()).targetModules(),
                study.trial().adapter().targetModules());
        assertEquals(
                PlantedTeacher.config(StoryModel.SHAPE.layers()).layersToTransform(),
                study.trial().adapter().layersToTransform());
        assertTrue(study.ranks().contains(PlantedTeacher.RANK));
    }
}
