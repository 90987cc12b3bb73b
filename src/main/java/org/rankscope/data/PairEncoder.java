package org.rankscope.data;

import java.util.Map;
import org.rankscope.data.image.ImageInput;
import org.rankscope.data.source.TableRow;
import org.rankscope.model.ImageSettings;
import org.rankscope.model.Tokenizer;

/** An image and its caption: each is to be found among the others of a batch by the other. */
record PairEncoder(ImageColumn images, ImageSettings settings, Tokenizer tokenizer, int sequenceLength, String caption)
        implements RowEncoder {
    @Override
    public EncodedRow encode(TableRow row) throws RowProblem {
        FittedEncoding text = FittedEncoding.of(tokenizer.encode(new Cells(row).someText(caption)), sequenceLength);
        return new EncodedRow(
                Map.of(TokenBatches.INPUT_IDS, text.ids(), TokenBatches.TOKEN_TYPE_IDS, text.typeIds()),
                Map.of(TokenBatches.PIXEL_VALUES, ImageInput.of(images.image(row), settings)),
                text.length(),
                text.truncated(),
                1);
    }
}
