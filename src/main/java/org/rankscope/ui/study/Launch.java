package org.rankscope.ui.study;

import java.util.Map;
import org.rankscope.study.StudySpec;

/** What Run starts: a specification and the memory that was expected of it. */
public record Launch(StudySpec spec, Map<Variant, MemoryForecast> forecast) {
    public Launch {
        forecast = Map.copyOf(forecast);
    }
}
