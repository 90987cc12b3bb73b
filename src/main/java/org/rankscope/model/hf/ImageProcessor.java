package org.rankscope.model.hf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.ImageSettings;
import org.rankscope.model.ImageSettings.Resampling;

/**
 * preprocessor_config.json as {@link ImageSettings}. A size is one number, {@code {height, width}} or {@code
 * {shortest_edge}}; where a middle is cut out of a size that was asked for as height and width, the proportions are kept all
 * the same.
 */
final class ImageProcessor {
    static final String FILE = "preprocessor_config.json";

    private static final double BYTE = 255;

    private final ConfigFields fields;
    private final ImageSettings model;

    private ImageProcessor(ConfigFields fields, ImageSettings model) {
        this.fields = fields;
        this.model = model;
    }

    /**
     * What {@code file} says, and {@code defaults} where it doesn't; all of those where there is no file.
     *
     * @param defaults those of the processor that belongs to the model, at the size that the model sees
     * @throws RequestException if a field is wrong, or asks for images of another size than the model's
     */
    static ImageSettings read(Path file, ImageSettings defaults) {
        return Files.exists(file)
                ? new ImageProcessor(new ConfigFields(file, StrictJson.readTree(file)), defaults).settings()
                : defaults;
    }

    private ImageSettings settings() {
        boolean crops = fields.flag("do_center_crop", model.shortestEdge().isPresent());
        OptionalInt edge = fields.has("size") ? shortestEdge(crops) : model.shortestEdge();
        if (crops && fields.has("crop_size")) {
            checkSize("crop_size");
        }
        double scale = fields.flag("do_rescale", true) ? fields.positiveNumber("rescale_factor", 1 / BYTE) : 1;
        boolean normalizes = fields.flag("do_normalize", true);
        List<Double> mean = normalizes ? channels("image_mean", model.mean()) : same(0);
        List<Double> std = normalizes ? channels("image_std", model.std()) : same(1);
        if (std.stream().anyMatch(value -> !(value > 0))) {
            throw fields.wrong("image_std", "numbers above 0");
        }
        // (scale · value - mean) / std in terms of value / 255
        double range = scale * BYTE;
        return new ImageSettings(
                model.channels(),
                model.height(),
                model.width(),
                edge,
                resampling(),
                mean.stream().map(value -> value / range).toList(),
                std.stream().map(value -> value / range).toList());
    }

    private OptionalInt shortestEdge(boolean crops) {
        if (!fields.isObject("size")) {
            int side = fields.positiveInt("size");
            return crops || model.shortestEdge().isPresent() ? OptionalInt.of(side) : whole("size");
        }
        ConfigFields size = fields.object("size");
        if (size.has("shortest_edge")) {
            return OptionalInt.of(size.positiveInt("shortest_edge"));
        }
        return crops ? OptionalInt.of(Math.min(size.positiveInt("height"), size.positiveInt("width"))) : whole("size");
    }

    private OptionalInt whole(String field) {
        checkSize(field);
        return OptionalInt.empty();
    }

    private void checkSize(String field) {
        boolean named = fields.isObject(field);
        int height = named ? fields.object(field).positiveInt("height") : fields.positiveInt(field);
        int width = named ? fields.object(field).positiveInt("width") : height;
        if (height != model.height() || width != model.width()) {
            throw fields.wrong(
                    field,
                    "the size of the model's images in config.json, which is " + model.height() + " x "
                            + model.width());
        }
    }

    private Resampling resampling() {
        if (!fields.has("resample")) {
            return model.resampling();
        }
        double number = fields.number("resample");
        for (Resampling known : Resampling.values()) {
            if (known.ordinal() == number) {
                return known;
            }
        }
        throw fields.wrong("resample", "0 (nearest), 1 (Lanczos), 2 (bilinear) or 3 (bicubic)");
    }

    private List<Double> channels(String name, List<Double> defaultValue) {
        List<Double> values = fields.numbers(name, defaultValue);
        if (values.size() != model.channels()) {
            throw fields.wrong(name, "a number for each of the model's channels, which are " + model.channels());
        }
        return values;
    }

    private List<Double> same(double value) {
        return Collections.nCopies(model.channels(), value);
    }
}
