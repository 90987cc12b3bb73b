package org.rankscope.model.hf;

import java.util.List;
import org.rankscope.model.NoiseSchedule;

/** A diffusion transformer's sizes, from a config.json of the model type {@code rankscope-dit}. */
record DitConfig(PatchGrid grid, int hiddenSize, int layers, PreNormBlock block, NoiseSchedule noise) {
    static final double EPSILON = 1e-6;

    private static final double DEFAULT_MLP_RATIO = 4;

    /** The schedule of Ho, Jain and Abbeel 2020, arXiv 2006.11239, section 4. */
    private static final int DEFAULT_STEPS = 1000;

    private static final double DEFAULT_BETA_START = 1e-4;
    private static final double DEFAULT_BETA_END = 0.02;

    /** The attention's modules; there are no norms with values of their own. */
    private static final PreNormBlock.Names NAMES =
            new PreNormBlock.Names("norm1", "attn", "o_proj", "norm2", "mlp.fc1", "mlp.fc2");

    /** Every field that is missing or wrong is a RequestException. */
    static DitConfig read(ConfigFields config) {
        int hidden = config.positiveInt("hidden_size");
        int heads = config.positiveInt("num_attention_heads");
        if (hidden % heads != 0) {
            throw config.wrong("hidden_size", "a multiple of num_attention_heads, which is " + heads);
        } else if (hidden % 4 != 0) {
            throw config.wrong("hidden_size", "a multiple of 4: positions are sines and cosines of two directions");
        }
        int side = config.positiveInt("sample_size");
        int patch = config.positiveInt("patch_size");
        PreNormBlock block = new PreNormBlock(
                NAMES,
                Heads.of(heads, hidden / heads),
                Math.round(hidden * config.positiveNumber("mlp_ratio", DEFAULT_MLP_RATIO)),
                Activation.GELU_TANH,
                true,
                EPSILON);
        return new DitConfig(
                PatchGrid.of(config, config.positiveInt("in_channels"), List.of(side, side), List.of(patch, patch)),
                hidden,
                config.positiveInt("num_hidden_layers"),
                block,
                noise(config));
    }

    private static NoiseSchedule noise(ConfigFields config) {
        if (!config.text("beta_schedule", "linear").equals("linear")) {
            throw config.wrong("beta_schedule", "\"linear\"");
        }
        double start = config.positiveNumber("beta_start", DEFAULT_BETA_START);
        double end = config.positiveNumber("beta_end", DEFAULT_BETA_END);
        if (start >= 1) {
            throw config.wrong("beta_start", "less than 1");
        } else if (end >= 1) {
            throw config.wrong("beta_end", "less than 1");
        }
        return NoiseSchedule.linear(config.positiveInt("num_train_timesteps", DEFAULT_STEPS), start, end);
    }
}
