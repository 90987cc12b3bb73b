package org.rankscope.ui.study;

import java.util.Map;
import org.rankscope.study.StudySpec;

/** What Run starts: a specification and the memory that was expected of it, by rank. */
public record Launch(StudySpec spec, Map<Integer, MemoryForecast> forecast) {
    public Launch {
        forecast = Map.copyOf(forecast);
    }
}
