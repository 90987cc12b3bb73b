package org.rankscope.data;

import java.util.Map;
import org.rankscope.data.image.ImageInput;
import org.rankscope.data.source.TableRow;
import org.rankscope.model.ImageSettings;

/** An image alone, for a denoiser; {@link NoisedRows} puts the noise on. */
record ImageEncoder(ImageColumn images, ImageSettings settings) implements RowEncoder {
    @Override
    public EncodedRow encode(TableRow row) throws RowProblem {
        float[] pixels = ImageInput.of(images.image(row), settings);
        return new EncodedRow(Map.of(), Map.of(TokenBatches.SAMPLE, pixels), 0, false, pixels.length);
    }
}
