package org.rankscope.model.bundled;

import java.nio.file.Path;
import org.rankscope.model.BaseModel;
import org.rankscope.model.hf.HuggingFaceModel;

/** Opens a model by the name that a specification gives it: a directory, or {@code bundled:NAME}. */
public final class ModelLocator {
    private final BundledAssets assets;

    public ModelLocator(BundledAssets assets) {
        this.assets = assets;
    }

    /** Where the model's directory is. */
    public Path locate(String model) {
        return model.startsWith(BundledAssets.SCHEME) ? assets.resolve(model) : Path.of(model);
    }

    public BaseModel open(String model) {
        return HuggingFaceModel.open(locate(model));
    }
}
