package org.rankscope.ui.memory;

import java.util.Optional;
import org.rankscope.ui.study.MemoryForecast;

/** One bar of the memory chart: a rank, or a method. {@code measuredBytes} is 0 until it was measured. */
record MemoryBar(String name, Optional<MemoryForecast> predicted, long measuredBytes) {}
