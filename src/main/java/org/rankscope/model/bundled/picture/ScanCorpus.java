package org.rankscope.model.bundled.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.rankscope.model.NormalNumbers;
import org.rankscope.model.bundled.Choices;

/**
 * Scans: an organ with clouded tissue and vessels, lesions in it, noise over all. They are no pictures of real organs; they
 * have what makes lesions hard to find in those: little contrast, things that look alike, and outlines that are a
 * matter of opinion.
 */
public final class ScanCorpus {
    /** Width and height in pixels. */
    public static final int SIZE = 48;

    private static final double MIDDLE = (SIZE - 1) / 2.0;
    private static final double CLOUD = 6;
    private static final double VESSEL_BEND = 8;
    private static final int ATTEMPTS = 50;

    private ScanCorpus() {}

    /** The scans {@code first} to {@code first + count - 1} of {@code seed}: scan i is always the same. */
    public static Stream<Scan> generate(ScanKind kind, long seed, long first, long count) {
        return LongStream.range(first, first + count).mapToObj(index -> scan(kind, Choices.of(seed, index)));
    }

    private static Scan scan(ScanKind kind, Choices choices) {
        NormalNumbers numbers = new NormalNumbers(choices.seed());
        Canvas canvas = new Canvas(SIZE, choices.between(0.02, 0.15));
        Blob organ = Blob.of(
                choices,
                MIDDLE + choices.between(-3.0, 3.0),
                MIDDLE + choices.between(-3.0, 3.0),
                kind.organRadius().draw(choices),
                kind.unevenness());
        double tissue = choices.between(0.4, 0.6);
        canvas.paint((x, y) -> Canvas.cover(organ.distance(x, y), 2), (x, y) -> tissue);
        SmoothNoise clouds = new SmoothNoise(SIZE, CLOUD, numbers);
        double texture = kind.texture().draw(choices);
        canvas.add((x, y) -> within(organ, x, y) * clouds.at(x, y), texture);
        for (int i = kind.vessels().drawWhole(choices); i > 0; i--) {
            Canvas.Field vessel = vessel(choices);
            canvas.add(
                    (x, y) -> within(organ, x, y) * vessel.at(x, y),
                    kind.vesselContrast().draw(choices));
        }
        List<Blob> lesions = lesions(kind, organ, choices);
        Canvas mask = new Canvas(SIZE, 0);
        for (Blob lesion : lesions) {
            double softness = kind.softness().draw(choices);
            canvas.add(
                    (x, y) -> Canvas.cover(lesion.distance(x, y), softness),
                    kind.contrast().draw(choices));
            Blob marked = lesion.grown(choices.between(-kind.readerError(), kind.readerError()));
            mask.paint((x, y) -> marked.distance(x, y) <= 0 ? 1 : 0, (x, y) -> 1);
        }
        canvas.addNoise(kind.noise().draw(choices), numbers);
        return new Scan(canvas.image(), mask.image());
    }

    private static double within(Blob organ, double x, double y) {
        return Canvas.cover(organ.distance(x, y) + 1, 2);
    }

    /** A line across the picture that is bent like a parabola. */
    private static Canvas.Field vessel(Choices choices) {
        double angle = choices.between(0, Math.PI);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        double offset = choices.between(-12.0, 12.0);
        double bend = choices.between(-VESSEL_BEND, VESSEL_BEND);
        double width = choices.between(1.0, 2.2);
        return (x, y) -> {
            double along = ((x - MIDDLE) * cos + (y - MIDDLE) * sin) / MIDDLE;
            double aside = (y - MIDDLE) * cos - (x - MIDDLE) * sin - offset - bend * along * along;
            return Canvas.cover(Math.abs(aside) - width / 2, 1);
        };
    }

    /** Lesions that lie within the organ and apart from each other. */
    private static List<Blob> lesions(ScanKind kind, Blob organ, Choices choices) {
        int wanted = kind.lesions().drawWhole(choices);
        List<Blob> lesions = new ArrayList<>();
        for (int attempt = 0; lesions.size() < wanted && attempt < ATTEMPTS; attempt++) {
            double radius = kind.lesionRadius().draw(choices);
            double x = choices.between(0.0, SIZE - 1.0);
            double y = choices.between(0.0, SIZE - 1.0);
            boolean apart = lesions.stream().allMatch(other -> other.distance(x, y) > radius + 2);
            if (apart && organ.distance(x, y) < -radius - 1) {
                lesions.add(Blob.of(choices, x, y, radius, 0.2));
            }
        }
        return lesions;
    }
}
