package org.rankscope.assets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.rankscope.graph.Tensor;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.BaseReference;
import org.rankscope.train.TrialListener;
import org.rankscope.train.TrialResult;

/** Remakes what comes with the program, part by part, from one seed. */
public final class AssetMaker {
    /** The seed of the assets that come with the program. */
    public static final long SEED = 1;

    private final Path root;
    private final Path work;
    private final AssetSeeds seeds;

    /**
     * Prepares the work.
     *
     * @param root where the assets go
     * @param work a folder for what is only needed on the way; a run that was stopped goes on from there
     */
    public AssetMaker(Path root, Path work, long seed) {
        this.root = root;
        this.work = work;
        seeds = new AssetSeeds(seed);
    }

    /**
     * Writes a part, and the catalogue of all.
     *
     * @param listener hears of the pretraining, which takes nearly all of the time
     */
    public TrialResult make(AssetPart part, TrialListener listener) throws IOException {
        AssetCatalogue.write(root, seeds.seed());
        return switch (part) {
            case STORIES -> stories(listener);
            case SCANS -> {
                AssetPictures.writeLesions(root, seeds);
                yield ScanModel.write(root.resolve(AssetLayout.SCANS_MODEL), work, seeds, listener);
            }
            case DRAWINGS -> {
                AssetPictures.writeStyle(root, seeds);
                yield DrawingModel.write(root.resolve(AssetLayout.DRAWINGS_MODEL), work, seeds, listener);
            }
        };
    }

    private TrialResult stories(TrialListener listener) throws IOException {
        Path model = root.resolve(AssetLayout.MODEL);
        AssetTexts.write(root, seeds);
        AssetTokenizer.write(model, seeds, StoryModel.SHAPE);
        TrialResult result = StoryModel.write(model, work, seeds, listener);
        try (BaseModel base = HuggingFaceModel.open(model)) {
            AdapterConfig teacher = PlantedTeacher.config(StoryModel.SHAPE.layers());
            Map<String, Tensor> values = PlantedRank.tensors(
                    base, teacher, PlantedTeacher.strengths(), seeds.of(AssetSeeds.Purpose.PLANTED_RANK));
            AdapterMethod.of(teacher, base)
                    .save(
                            root.resolve(AssetLayout.TEACHER),
                            new BaseReference(AssetLayout.MODEL_ID, Task.CAUSAL_LM),
                            values);
        }
        return result;
    }
}
