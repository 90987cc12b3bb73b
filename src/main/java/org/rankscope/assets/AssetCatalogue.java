package org.rankscope.assets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.rankscope.io.AtomicFiles;
import org.rankscope.model.bundled.Catalogue;

/** Writes the catalogue, and for each data set a study that shows what it is for. */
final class AssetCatalogue {
    private static final String PLANTED_STUDY = """
            {
              "model": "bundled:stories-1m",
              "task": "causal-lm",
              "data": {
                "train": "bundled:planted",
                "validation": "bundled:planted-validation",
                "teacher": "bundled:planted-teacher"
              },
              "adapter": { "target_modules": ["o_proj", "down_proj"], "layers_to_transform": [4] },
              "optimizer": { "learning_rate": 0.02, "weight_decay": 0.0, "max_grad_norm": 1.0 },
              "schedule": { "name": "cosine", "warmup_steps": 20 },
              "batch_size": 8,
              "sequence_length": 96,
              "steps": 200,
              "eval_every": 40,
              "ranks": [1, 2, 4, 8, 16, 32],
              "alpha": { "policy": "ratio", "value": 2 }
            }
            """;
    private static final String SUPPORT_STUDY = """
            {
              "model": "bundled:stories-1m",
              "task": "causal-lm",
              "data": { "train": "bundled:support", "validation": "bundled:support-validation" },
              "adapter": { "target_modules": ["q_proj", "v_proj", "o_proj", "down_proj"] },
              "optimizer": { "learning_rate": 0.01, "weight_decay": 0.0, "max_grad_norm": 1.0 },
              "schedule": { "name": "cosine", "warmup_steps": 20 },
              "batch_size": 8,
              "sequence_length": 112,
              "steps": 300,
              "eval_every": 60,
              "ranks": [1, 2, 4, 8, 16, 32],
              "alpha": { "policy": "ratio", "value": 2 }
            }
            """;
    private static final String STORIES_STUDY = """
            {
              "model": "bundled:stories-1m",
              "task": "causal-lm",
              "data": { "train": "bundled:stories", "validation": "bundled:stories-validation" },
              "adapter": { "target_modules": ["q_proj", "v_proj"] },
              "optimizer": { "learning_rate": 0.001, "weight_decay": 0.0, "max_grad_norm": 1.0 },
              "schedule": { "name": "cosine", "warmup_steps": 20 },
              "batch_size": 8,
              "sequence_length": 96,
              "steps": 100,
              "eval_every": 20,
              "ranks": [1, 2, 4, 8, 16, 32],
              "alpha": { "policy": "ratio", "value": 2 }
            }
            """;

    private AssetCatalogue() {}

    static void write(Path root, long seed) throws IOException {
        AtomicFiles.writeString(root.resolve(AssetLayout.study(AssetLayout.PLANTED_ID)), PLANTED_STUDY);
        AtomicFiles.writeString(root.resolve(AssetLayout.study(AssetLayout.SUPPORT_ID)), SUPPORT_STUDY);
        AtomicFiles.writeString(root.resolve(AssetLayout.study(AssetLayout.STORIES_ID)), STORIES_STUDY);
        new Catalogue(Catalogue.FORMAT_VERSION, seed, List.of(model()), List.of(planted(), support(), stories()))
                .write(root);
    }

    private static Catalogue.ModelEntry model() {
        return new Catalogue.ModelEntry(
                AssetLayout.MODEL_ID,
                "Stories 1M",
                "A Llama of a million parameters that this program trained from scratch on short stories of its own.",
                AssetLayout.MODEL);
    }

    private static Catalogue.DatasetEntry planted() {
        return new Catalogue.DatasetEntry(
                AssetLayout.PLANTED_ID,
                "Planted rank " + PlantedTeacher.RANK,
                "Learn from a teacher that differs from the model by an update of rank " + PlantedTeacher.RANK
                        + ": the right answer is known, and the curve must bend there.",
                AssetLayout.STORIES_TRAIN,
                AssetLayout.STORIES_VALIDATION,
                AssetLayout.TEACHER,
                AssetLayout.study(AssetLayout.PLANTED_ID));
    }

    private static Catalogue.DatasetEntry support() {
        return new Catalogue.DatasetEntry(
                AssetLayout.SUPPORT_ID,
                "Customer support",
                "Messages of a support team: another tone than the stories, and hundreds of facts to remember.",
                AssetLayout.SUPPORT_TRAIN,
                AssetLayout.SUPPORT_VALIDATION,
                null,
                AssetLayout.study(AssetLayout.SUPPORT_ID));
    }

    private static Catalogue.DatasetEntry stories() {
        return new Catalogue.DatasetEntry(
                AssetLayout.STORIES_ID,
                "More stories",
                "Stories like those that the model was trained on: hardly anything is left to learn, whatever the rank.",
                AssetLayout.STORIES_TRAIN,
                AssetLayout.STORIES_VALIDATION,
                null,
                AssetLayout.study(AssetLayout.STORIES_ID));
    }
}
