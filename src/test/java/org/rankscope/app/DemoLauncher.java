package org.rankscope.app;

/** Starts {@link WindowDemo} from the class path. */
public final class DemoLauncher {
    private DemoLauncher() {}

    public static void main(String[] args) {
        WindowDemo.main(args);
    }
}
