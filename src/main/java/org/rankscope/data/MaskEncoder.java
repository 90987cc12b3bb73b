package org.rankscope.data;

import java.util.Arrays;
import java.util.Map;
import org.rankscope.data.image.ImageInput;
import org.rankscope.data.image.Pixels;
import org.rankscope.data.source.TableRow;
import org.rankscope.model.ImageSettings;

/** An image and a mask of its size, whose pixels are classes. */
record MaskEncoder(ImageColumn images, ImageColumn masks, ImageSettings settings, MaskClasses classes)
        implements RowEncoder {
    @Override
    public EncodedRow encode(TableRow row) throws RowProblem {
        Pixels image = images.image(row);
        Pixels mask = masks.mask(row);
        if (image.width() != mask.width() || image.height() != mask.height()) {
            throw RowProblem.skip(
                    "the mask " + masks.path(row).getFileName() + " has " + size(mask) + " pixels, its image "
                            + images.path(row).getFileName() + " " + size(image) + ", expected the same");
        }
        int[] labels = classes.of(ImageInput.ofMask(mask, settings));
        return new EncodedRow(
                Map.of(TokenBatches.LABELS, labels),
                Map.of(TokenBatches.PIXEL_VALUES, ImageInput.of(image, settings)),
                0,
                false,
                (int) Arrays.stream(labels)
                        .filter(label -> label != EncodedRow.IGNORE)
                        .count());
    }

    private static String size(Pixels image) {
        return image.width() + " x " + image.height();
    }
}
