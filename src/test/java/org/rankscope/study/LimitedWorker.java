package org.rankscope.study;

/** A worker that trains as any other, but the cells of rank 1 with less of the device's memory than any model takes. */
public final class LimitedWorker {
    private LimitedWorker() {}

    public static void main(String[] args) {
        TrialBody trainer = SpecResources.ofThisProgram().trainer();
        new TrialWorker((spec, directory, listener, cancelled) -> {
                    if (spec.adapter().r() == 1) {
                        System.setProperty("rankscope.gpu_mem_limit", "1");
                    }
                    return trainer.train(spec, directory, listener, cancelled);
                })
                .run();
    }
}
