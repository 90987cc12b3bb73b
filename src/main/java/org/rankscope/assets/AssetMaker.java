package org.rankscope.assets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.rankscope.graph.Tensor;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.BaseReference;
import org.rankscope.peft.TargetModules;
import org.rankscope.train.TrialListener;
import org.rankscope.train.TrialResult;

/** Remakes all that comes with the program, from one seed. */
public final class AssetMaker {
    /** The seed of the assets that come with the program. */
    public static final long SEED = 1;

    private AssetMaker() {}

    /**
     * Writes the assets to {@code root}.
     *
     * @param work a folder for what is only needed on the way; a run that was stopped goes on from there
     * @param listener hears of the pretraining, which takes nearly all of the time
     */
    public static TrialResult make(Path root, Path work, long seed, TrialListener listener) throws IOException {
        AssetSeeds seeds = new AssetSeeds(seed);
        Path model = root.resolve(AssetLayout.MODEL);
        AssetTexts.write(root, seeds);
        AssetTokenizer.write(model, seeds, Pretraining.SHAPE);
        TrialResult result = Pretraining.run(model, work, seeds, listener);
        try (BaseModel base = HuggingFaceModel.open(model)) {
            AdapterConfig teacher = PlantedTeacher.config(Pretraining.SHAPE.layers());
            Map<String, Tensor> values = PlantedRank.tensors(
                    base, teacher, PlantedTeacher.strengths(), seeds.of(AssetSeeds.Purpose.PLANTED_RANK));
            AdapterFiles.write(
                    root.resolve(AssetLayout.TEACHER),
                    teacher,
                    TargetModules.match(teacher, base.linearModules()),
                    base.linearModules(),
                    new BaseReference(AssetLayout.MODEL_ID, Task.CAUSAL_LM),
                    values);
        }
        AssetCatalogue.write(root, seed);
        return result;
    }
}
