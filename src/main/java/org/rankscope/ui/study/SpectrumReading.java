package org.rankscope.ui.study;

import java.util.Optional;
import org.rankscope.insight.AdapterSpectrum;

/** The spectrum of a trial's adapter; where there is none, {@code problem} may say why. */
public record SpectrumReading(Optional<AdapterSpectrum> spectrum, String problem) {}
