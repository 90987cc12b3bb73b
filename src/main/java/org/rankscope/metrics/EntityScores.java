package org.rankscope.metrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rankscope.model.Task;

/**
 * Of tokens with tags: precision, recall and F1 of whole entities over all types together, as seqeval's default: an entity is
 * hit if type, start and end are those of a labelled one. Tokens without a label (padding, and the later pieces of a word)
 * are left out of labels and predictions alike. 0 where there is nothing to divide by. Beside them the share of tokens with
 * the right tag.
 */
final class EntityScores implements TaskScores {
    private final List<String> tags;
    private final Hits tokens = new Hits();
    private long labelled;
    private long predicted;
    private long hits;

    /** @param tags names of the classes; empty where they are not known: there are no entities to be read then */
    EntityScores(List<String> tags) {
        this.tags = tags;
    }

    @Override
    public void add(EvaluatedBatch batch) {
        tokens.add(batch);
        if (tags.isEmpty()) {
            return;
        }
        long[] targets = batch.targets().longs();
        long[] found = batch.outcome().get(EvaluatedBatch.PREDICTED).longs();
        int length = targets.length / batch.rowLosses().length;
        for (int row = 0; row < batch.rowLosses().length; row++) {
            List<String> wanted = new ArrayList<>();
            List<String> given = new ArrayList<>();
            for (int i = row * length; i < (row + 1) * length; i++) {
                if (targets[i] != Task.IGNORE) {
                    wanted.add(tags.get((int) targets[i]));
                    given.add(tags.get((int) found[i]));
                }
            }
            add(Entity.of(wanted), Entity.of(given));
        }
    }

    private void add(List<Entity> wanted, List<Entity> given) {
        Set<Entity> both = new HashSet<>(wanted);
        both.retainAll(given);
        labelled += wanted.size();
        predicted += given.size();
        hits += both.size();
    }

    @Override
    public Scores scores(double loss) {
        Scores.Builder scores = new Scores.Builder();
        if (!tags.isEmpty()) {
            scores.put(Metric.ENTITY_F1, share(2 * hits, labelled + predicted), "")
                    .put(Metric.ENTITY_PRECISION, share(hits, predicted), "")
                    .put(Metric.ENTITY_RECALL, share(hits, labelled), "");
        }
        return scores.put(Metric.TOKEN_ACCURACY, tokens.share(), Hits.NOTHING).build();
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
