package org.rankscope.metrics;

import java.util.ArrayList;
import java.util.List;
import org.rankscope.graph.Tensor;
import org.rankscope.model.Task;

/**
 * Of image-text pairs: the share of images whose text is among the k that are most like it of all texts of the set, and the
 * other way round. Likeness is the cosine of the embeddings (Radford et al. 2021, arXiv 2103.00020, section 2.3). Of others
 * that are exactly as like, each order is as good as any other: the expected share counts.
 */
final class RetrievalScores implements TaskScores {
    private static final String NOTHING = "there are no pairs";

    private final List<float[]> images = new ArrayList<>();
    private final List<float[]> texts = new ArrayList<>();
    private final List<Integer> textOf = new ArrayList<>();
    private final List<Integer> imageOf = new ArrayList<>();

    @Override
    public void add(EvaluatedBatch batch) {
        long[] targets = batch.targets().longs();
        int rows = targets.length / 2;
        // Rows that fill up the last batch have no label; they are neither asked for nor found.
        int[] places = new int[rows];
        int next = images.size();
        for (int row = 0; row < rows; row++) {
            places[row] = targets[row] == Task.IGNORE ? -1 : next++;
        }
        Tensor imageRows = batch.outcome().get(EvaluatedBatch.IMAGE_EMBEDS);
        Tensor textRows = batch.outcome().get(EvaluatedBatch.TEXT_EMBEDS);
        for (int row = 0; row < rows; row++) {
            if (places[row] >= 0) {
                images.add(unit(imageRows.at(row).floats()));
                texts.add(unit(textRows.at(row).floats()));
                textOf.add(places[(int) targets[row]]);
                imageOf.add(places[(int) targets[rows + row]]);
            }
        }
    }

    @Override
    public Scores scores(double loss) {
        int count = images.size();
        double[] imageToText = new double[count];
        double[] textToImage = new double[count];
        for (int i = 0; i < count; i++) {
            imageToText[i] = dot(images.get(i), texts.get(textOf.get(i)));
            textToImage[i] = dot(images.get(imageOf.get(i)), texts.get(i));
        }
        int[][] nearerTexts = new int[count][2];
        int[][] nearerImages = new int[count][2];
        for (int image = 0; image < count; image++) {
            for (int text = 0; text < count; text++) {
                double likeness = dot(images.get(image), texts.get(text));
                if (text != textOf.get(image)) {
                    compare(likeness, imageToText[image], nearerTexts[image]);
                }
                if (image != imageOf.get(text)) {
                    compare(likeness, textToImage[text], nearerImages[text]);
                }
            }
        }
        return new Scores.Builder()
                .put(Metric.RECALL_1_TEXT, recall(nearerTexts, 1), NOTHING)
                .put(Metric.RECALL_5_TEXT, recall(nearerTexts, 5), NOTHING)
                .put(Metric.RECALL_1_IMAGE, recall(nearerImages, 1), NOTHING)
                .put(Metric.RECALL_5_IMAGE, recall(nearerImages, 5), NOTHING)
                .build();
    }

    /** Counts another candidate: in the first number if it is more like than the wanted one, in the second if as like. */
    private static void compare(double other, double wanted, int[] nearer) {
        if (other > wanted) {
            nearer[0]++;
        } else if (other == wanted) {
            nearer[1]++;
        }
    }

    /** With a candidates nearer and b as near, the wanted one is among the first k in (k - a) of (b + 1) orders. */
    private static double recall(int[][] nearer, int k) {
        double sum = 0;
        for (int[] others : nearer) {
            sum += Math.max(0, Math.min(1, (k - others[0]) / (others[1] + 1.0)));
        }
        return sum / nearer.length;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static float[] unit(float[] vector) {
        double norm = Math.sqrt(dot(vector, vector));
        for (int i = 0; i < vector.length; i++) {
            vector[i] = norm == 0 ? 0 : (float) (vector[i] / norm);
        }
        return vector;
    }
}
