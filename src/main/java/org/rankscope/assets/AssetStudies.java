package org.rankscope.assets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.rankscope.io.AtomicFiles;

/** For each data set a study that shows what it is for, as {@code rankscope sweep --spec} reads it. */
final class AssetStudies {
    private static final String PLANTED = """
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
    private static final String SUPPORT = """
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
    private static final String STORIES = """
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
    private static final String LESIONS = """
            {
              "model": "bundled:scans-vit",
              "task": "segmentation",
              "data": { "train": "bundled:lesions", "validation": "bundled:lesions-validation" },
              "adapter": { "target_modules": "all-linear" },
              "optimizer": { "learning_rate": 0.002, "weight_decay": 0.0, "max_grad_norm": 1.0 },
              "schedule": { "name": "constant", "warmup_steps": 10 },
              "batch_size": 8,
              "steps": 400,
              "eval_every": 25,
              "ranks": [1, 2, 4, 8, 16, 32],
              "alpha": { "policy": "ratio", "value": 2 }
            }
            """;
    private static final String STYLE = """
            {
              "model": "bundled:drawings-dit",
              "task": "denoising",
              "data": { "train": "bundled:style", "validation": "bundled:style-validation" },
              "adapter": { "target_modules": ["q_proj", "k_proj", "v_proj", "o_proj"] },
              "optimizer": { "learning_rate": 0.01, "weight_decay": 0.0, "max_grad_norm": 1.0 },
              "schedule": { "name": "cosine", "warmup_steps": 10 },
              "batch_size": 16,
              "steps": 400,
              "eval_every": 50,
              "ranks": [1, 2, 4, 8, 16, 32],
              "alpha": { "policy": "ratio", "value": 2 }
            }
            """;

    private AssetStudies() {}

    static void write(Path root) throws IOException {
        Map<String, String> studies = Map.of(
                AssetLayout.PLANTED_ID, PLANTED,
                AssetLayout.SUPPORT_ID, SUPPORT,
                AssetLayout.STORIES_ID, STORIES,
                AssetLayout.LESIONS_ID, LESIONS,
                AssetLayout.STYLE_ID, STYLE);
        for (Map.Entry<String, String> study : studies.entrySet()) {
            AtomicFiles.writeString(root.resolve(AssetLayout.study(study.getKey())), study.getValue());
        }
    }
}
