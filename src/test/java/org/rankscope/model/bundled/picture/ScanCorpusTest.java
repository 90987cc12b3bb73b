package org.rankscope.model.bundled.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScanCorpusTest {
    private static final int MANY = 300;

    @Test
    void pixelsFollowFromTheSeedOnEveryMachine() {
        assertEquals("150c0295263c76df", hash(ScanKind.PHANTOM));
        assertEquals("3c146503645bcae6", hash(ScanKind.CLINIC));
    }

    @Test
    void aRangeIsAPartOfTheWhole() {
        List<Scan> all = ScanCorpus.generate(ScanKind.CLINIC, 4, 0, 12).toList();
        assertEquals(
                all.subList(5, 12),
                ScanCorpus.generate(ScanKind.CLINIC, 4, 5, 7).toList());
        assertNotEquals(all.get(0), all.get(1));
    }

    @Test
    void everyClinicalScanHasALesionAndSomePhantomsHaveNone() {
        assertTrue(scans(ScanKind.CLINIC).allMatch(scan -> marked(scan) > 0));
        long clean = scans(ScanKind.PHANTOM).filter(scan -> marked(scan) == 0).count();
        assertTrue(clean > 0.1 * MANY && clean < 0.3 * MANY, clean + " of " + MANY + " phantoms are clean");
    }

    @Test
    void lesionsOfTheClinicAreSmallAndThoseOfPhantomsLarge() {
        double clinic = share(ScanKind.CLINIC);
        double phantom = share(ScanKind.PHANTOM);
        assertTrue(clinic > 0.01 && clinic < 0.035, "share of pixels in lesions: " + clinic);
        assertTrue(phantom > 1.5 * clinic && phantom < 0.1, "share of pixels in lesions: " + phantom);
    }

    @Test
    void lesionsAreBrightInPhantomsAndDarkInTheClinic() {
        assertTrue(contrast(ScanKind.PHANTOM) > 20, "contrast " + contrast(ScanKind.PHANTOM));
        assertTrue(contrast(ScanKind.CLINIC) < -20, "contrast " + contrast(ScanKind.CLINIC));
    }

    /** Mean tone of marked pixels less that of the middle of the organ's other pixels. */
    private static double contrast(ScanKind kind) {
        double[] sums = new double[2];
        double[] counts = new double[2];
        int quarter = ScanCorpus.SIZE / 4;
        scans(kind).forEach(scan -> {
            for (int y = quarter; y < 3 * quarter; y++) {
                for (int x = quarter; x < 3 * quarter; x++) {
                    int side = scan.mask().at(x, y) / 255;
                    sums[side] += scan.image().at(x, y);
                    counts[side]++;
                }
            }
        });
        return sums[1] / counts[1] - sums[0] / counts[0];
    }

    private static double share(ScanKind kind) {
        return scans(kind).mapToInt(ScanCorpusTest::marked).sum() / (double) (MANY * ScanCorpus.SIZE * ScanCorpus.SIZE);
    }

    private static int marked(Scan scan) {
        int count = 0;
        for (byte pixel : scan.mask().pixels()) {
            assertTrue(pixel == 0 || pixel == (byte) 255, "mask pixel " + pixel);
            count += pixel == 0 ? 0 : 1;
        }
        return count;
    }

    private static Stream<Scan> scans(ScanKind kind) {
        return ScanCorpus.generate(kind, 2, 0, MANY);
    }

    private static String hash(ScanKind kind) {
        return PixelHash.of(ScanCorpus.generate(kind, 1, 0, 20).flatMap(scan -> Stream.of(scan.image(), scan.mask())));
    }
}
