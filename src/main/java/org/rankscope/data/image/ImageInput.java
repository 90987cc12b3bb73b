package org.rankscope.data.image;

import org.rankscope.model.ImageSettings;
import org.rankscope.model.ImageSettings.Resampling;

/** What a model sees of an image: of its size, in its channels, each (value / 255 - mean) / std. */
public final class ImageInput {
    private static final float WHITE = 255;

    private ImageInput() {}

    /** FLOAT [channels, height, width]. */
    public static float[] of(Pixels image, ImageSettings settings) {
        Pixels fitted = fitted(image.inChannels(settings.channels()), settings, settings.resampling());
        int pixels = settings.height() * settings.width();
        float[] values = new float[settings.channels() * pixels];
        for (int channel = 0; channel < settings.channels(); channel++) {
            // in float32, as the processors compute it
            float mean = settings.mean().get(channel).floatValue();
            float std = settings.std().get(channel).floatValue();
            for (int i = 0; i < pixels; i++) {
                int value = fitted.values()[i * settings.channels() + channel] & 0xff;
                values[channel * pixels + i] = (value / WHITE - mean) / std;
            }
        }
        return values;
    }

    /** The classes of the pixels that a model sees, [height, width]: of those in a mask the nearest. */
    public static int[] ofMask(Pixels mask, ImageSettings settings) {
        Pixels fitted = fitted(mask, settings, Resampling.NEAREST);
        int[] classes = new int[fitted.values().length];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = fitted.values()[i] & 0xff;
        }
        return classes;
    }

    /** Resized to the size that the model sees, by way of its shorter side where the settings say so. */
    private static Pixels fitted(Pixels image, ImageSettings settings, Resampling resampling) {
        if (settings.shortestEdge().isEmpty()) {
            return Resize.of(image, settings.width(), settings.height(), resampling);
        }
        int shortest = settings.shortestEdge().getAsInt();
        boolean upright = image.width() <= image.height();
        int shorter = upright ? image.width() : image.height();
        int longer = upright ? image.height() : image.width();
        // as get_resize_output_image_size in transformers: the longer side is cut to a whole number
        int other = (int) ((long) shortest * longer / shorter);
        return Resize.of(image, upright ? shortest : other, upright ? other : shortest, resampling)
                .centre(settings.width(), settings.height());
    }
}
