package org.rankscope.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rankscope.ui.fx.Dialogs;

/** Answers as it was told to, and remembers what it was asked. */
final class ScriptedDialogs implements Dialogs {
    private final List<String> asked = new ArrayList<>();
    private Optional<Path> path = Optional.empty();

    void answerWith(Path answer) {
        path = Optional.of(answer);
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public Optional<Path> chooseFolder(String title, Optional<Path> startAt) {
        asked.add(title);
        return path;
    }

    @Override
    public Optional<Path> chooseFile(String title, Optional<Path> startAt, FileKind kind) {
        asked.add(title);
        return path;
    }

    @Override
    public Optional<Path> chooseSaveFile(String title, String suggestedName, FileKind kind) {
        asked.add(title);
        return path;
    }

    @Override
    public boolean confirm(String title, String sentence, String action) {
        asked.add(title);
        return true;
    }

    @Override
    public void tell(String title, String text) {
        asked.add(title);
    }

    @Override
    public void read(String title, String page) {
        asked.add(title);
    }
}
