package org.rankscope.assets;
import java.nio.file.*;
import org.rankscope.train.*;
public class MakeProbe {
    public static void main(String[] a) throws Exception {
        TrialResult r = AssetMaker.make(Path.of(a[0]), Path.of(a[1]), 1, new TrialListener() {
            public void started(int d, int t, long p) { System.out.println("start " + d + "/" + t + " params " + p); }
            public void metric(MetricLine l) { if (l.isEvaluation() || l.step() % 50 == 0) System.out.println(l.step() + " " + (l.isEvaluation() ? "EVAL " + l.evalLoss() : l.loss()) + " lr " + l.lr() + " " + l.elapsedMillis()); }
        });
        System.out.println(r);
    }
}
