package org.rankscope.assets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rankscope.data.BatchSettings;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Datasets;
import org.rankscope.data.TokenBatches;
import org.rankscope.model.BaseModel;
import org.rankscope.model.bundled.BundledAssets;
import org.rankscope.model.bundled.BundledDataset;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpecFile;
import org.rankscope.train.Evaluator;

/** The assets that come with the program are what they are said to be. */
class BundledModelTest {
    /** Loss of a bigram model of the same tokens on held-out stories, nats per token. */
    private static final double BIGRAM_LOSS = 2.74;

    private final BundledAssets assets = BundledAssets.at(Path.of("assets"));

    @Test
    void theBundledModelHasLearntStories() {
        try (BaseModel model = open()) {
            assertTrue(loss(model, "stories", Optional.empty()) < BIGRAM_LOSS / 4);
        }
    }

    @Test
    void supportMessagesAreAnotherDomain() {
        try (BaseModel model = open()) {
            assertTrue(loss(model, "support", Optional.empty()) > BIGRAM_LOSS);
        }
    }

    @Test
    void thePlantedTeacherHasTheRankThatItIsCalledAfter() {
        BundledDataset planted = assets.dataset("planted");
        assertEquals(4, AdapterFiles.readConfig(planted.teacher().orElseThrow()).r());
        assertTrue(planted.title().endsWith("4"), planted.title());
    }

    @Test
    void everyDatasetBringsAStudyThatCanBeRead() {
        for (BundledDataset dataset : assets.datasets()) {
            StudySpec study = StudySpecFile.read(dataset.study());
            assertEquals(StudySpec.DEFAULT_RANKS, study.ranks());
            assertEquals(dataset.name(), study.data().train());
        }
    }

    private BaseModel open() {
        return HuggingFaceModel.open(assets.resolve(assets.models().get(0).name()));
    }

    private double loss(BaseModel model, String dataset, Optional<Path> adapter) {
        DataSpec data = new DataSpec(
                assets.dataset(dataset).train().toString(),
                assets.dataset(dataset).validation().toString(),
                null,
                null,
                null,
                null,
                null);
        TokenBatches validation = new Datasets(Path::of)
                .open(
                        data,
                        model::openTokenizer,
                        new BatchSettings(8, 96, 1, model.vocabSize(), model.padTokenId(), 0, 0))
                .validation();
        return Evaluator.evaluate(model, adapter, validation, SessionConfig.on(Device.CPU))
                .evalLoss();
    }
}
