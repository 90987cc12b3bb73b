package org.rankscope.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.rankscope.insight.Verdict.RankValue;

/**
 * The one-run preview: an adapter of a large rank, cut by SVD to every smaller rank and evaluated. Each point is what is
 * reachable at that rank from this adapter, not what training at that rank gives.
 *
 * @param trial id of the trained trial
 * @param rank the rank that it was trained at
 * @param points loss at each rank that it was cut to, ascending; the last is {@code rank} itself, uncut
 */
public record Preview(
        String trial, int rank, @JsonProperty("metric") String metric, List<RankValue> points) {
    public Preview {
        points = List.copyOf(points);
    }
}
