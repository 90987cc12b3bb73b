package org.rankscope.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "analyze")
final class AnalyzeCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return 0;
    }
}
