package org.rankscope.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import org.rankscope.insight.Verdict.RankValue;
import org.rankscope.peft.QuickScan;

/**
 * What one run says of every smaller rank: its adapter, cut to each and evaluated. Each point is what is reachable at that rank
 * from this adapter, not what training at that rank gives.
 *
 * @param trial id of the trained trial
 * @param rank the rank that it was trained at
 * @param how it is cut; by SVD in files of older versions
 * @param points loss at each rank that it was cut to, ascending; the last is {@code rank} itself, uncut
 */
public record Preview(
        String trial, int rank, @JsonProperty("metric") String metric, How how, List<RankValue> points) {
    /** How an adapter comes to a lower rank. */
    public enum How {
        /** By its largest singular values: the one-run preview. */
        SVD("svd", "cut by SVD"),
        /** By its first ranks, since it was trained for all of them at once: a {@link QuickScan}. */
        DYLORA("dylora", "DyLoRA " + QuickScan.LABEL + ": one run");

        private final String json;
        private final String label;

        How(String json, String label) {
            this.json = json;
            this.label = label;
        }

        @JsonValue
        public String json() {
            return json;
        }

        /** What stands beside its numbers. */
        public String label() {
            return label;
        }
    }

    public Preview {
        how = how == null ? How.SVD : how;
        points = List.copyOf(points);
    }
}
