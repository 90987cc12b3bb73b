package org.rankscope.model.bundled.picture;

/**
 * What scans of one kind are like. Lengths are pixels, tones are shares of white.
 *
 * @param organRadius of the organ in the middle
 * @param unevenness largest wave of the organ's edge, as a share of its radius
 * @param lesions how many there are
 * @param lesionRadius of each
 * @param contrast tone of a lesion against the tissue around it
 * @param softness width of a lesion's edge
 * @param vessels how many lines run through the organ
 * @param vesselContrast their tone against the tissue
 * @param texture strength of the tissue's clouds
 * @param noise standard deviation of the noise of single pixels
 * @param readerError how far the outline in the mask may be off: two people never draw the same one
 */
public record ScanKind(
        Range organRadius,
        double unevenness,
        Range lesions,
        Range lesionRadius,
        Range contrast,
        Range softness,
        Range vessels,
        Range vesselContrast,
        Range texture,
        Range noise,
        double readerError) {
    /** What a model is pretrained on: large, bright lesions that are easy to see. */
    public static final ScanKind PHANTOM = new ScanKind(
            new Range(14, 22),
            0.15,
            new Range(0, 4),
            new Range(2.5, 7),
            new Range(0.15, 0.45),
            new Range(1, 2.5),
            new Range(0, 2),
            new Range(0.1, 0.3),
            new Range(0.01, 0.06),
            new Range(0.01, 0.06),
            0);

    /** What it is adapted to: small, faint, dark lesions beside dark vessels, in a noisier scan of a longer organ. */
    public static final ScanKind CLINIC = new ScanKind(
            new Range(15, 20),
            0.3,
            new Range(1, 3),
            new Range(2, 4),
            new Range(-0.4, -0.25),
            new Range(1.5, 2.5),
            new Range(1, 3),
            new Range(-0.3, -0.15),
            new Range(0.03, 0.06),
            new Range(0.04, 0.06),
            0.5);
}
