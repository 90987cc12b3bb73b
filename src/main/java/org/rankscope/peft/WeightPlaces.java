package org.rankscope.peft;

import org.rankscope.model.LinearModule;
import org.rankscope.model.WeightLayout;

/**
 * Where the numbers of a layer's weight stand, whichever way it lies.
 *
 * @param reads how many numbers one output reads: inputs of its group, at each place of the kernel
 */
record WeightPlaces(LinearModule module, int reads) {
    WeightPlaces(LinearModule module) {
        this(module, Math.toIntExact(module.weightShape().elements() / module.outFeatures()));
    }

    /** Index of what {@code out} multiplies its {@code read}-th number by. */
    int of(int out, int read) {
        return module.layout() == WeightLayout.OUT_IN ? out * reads + read : read * module.outFeatures() + out;
    }

    /** Which input of the layer the {@code read}-th number of {@code out} is from. */
    int input(int out, int read) {
        int inputsOfGroup = module.inFeatures() / module.groups();
        int group = out / (module.outFeatures() / module.groups());
        return group * inputsOfGroup + read / (reads / inputsOfGroup);
    }
}
