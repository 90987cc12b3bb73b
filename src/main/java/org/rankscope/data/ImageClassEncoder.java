package org.rankscope.data;

import java.util.Map;
import org.rankscope.data.image.ImageInput;
import org.rankscope.data.source.TableRow;
import org.rankscope.model.ImageSettings;

/** An image and its class. */
record ImageClassEncoder(ImageColumn images, ImageSettings settings, String labelColumn, LabelSet labels)
        implements RowEncoder {
    @Override
    public EncodedRow encode(TableRow row) throws RowProblem {
        int[] label = {labels.numberOf(labelColumn, new Cells(row).scalar(labelColumn))};
        float[] pixels = ImageInput.of(images.image(row), settings);
        return new EncodedRow(
                Map.of(TokenBatches.LABELS, label), Map.of(TokenBatches.PIXEL_VALUES, pixels), 0, false, 1);
    }
}
