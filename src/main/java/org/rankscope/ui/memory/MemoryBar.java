package org.rankscope.ui.memory;

import java.util.Optional;
import org.rankscope.ui.study.MemoryForecast;

/** One rank of the memory chart. {@code measuredBytes} is 0 until it was measured. */
record MemoryBar(int rank, Optional<MemoryForecast> predicted, long measuredBytes) {}
