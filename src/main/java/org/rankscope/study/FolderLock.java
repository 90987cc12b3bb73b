package org.rankscope.study;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second writer out of a folder. The operating system holds the lock, so it ends with its process, however that
 * ends; the file itself only says who holds it. It stays when the lock is given back: to delete it would let two
 * processes lock two different files of the same name.
 */
final class FolderLock implements AutoCloseable {
    /** Far beyond the text, so that systems with mandatory locks let others read who holds it. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    /**
     * The files whose locks this process holds. On Linux a process loses its lock on a file as soon as it closes any
     * channel to that file, so such a file must not be opened a second time, not even to read it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path place;
    private final FileChannel channel;

    private FolderLock(Path place, FileChannel channel) {
        this.place = place;
        this.channel = channel;
    }

    /** The lock, or empty while another process, or another part of this one, holds it. */
    static Optional<FolderLock> tryAcquire(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path place = place(file);
        if (!HELD.add(place)) {
            return Optional.empty();
        }
        Optional<FolderLock> lock = Optional.empty();
        try {
            lock = acquire(place);
            return lock;
        } finally {
            if (lock.isEmpty()) {
                HELD.remove(place);
            }
        }
    }

    private static Optional<FolderLock> acquire(Path place) throws IOException {
        FileChannel channel = FileChannel.open(place, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
                return Optional.empty();
            }
            channel.truncate(0);
            channel.write(
                    StandardCharsets.UTF_8.encode(
                            "pid " + ProcessHandle.current().pid() + "\n"),
                    0);
            held = true;
            return Optional.of(new FolderLock(place, channel));
        } finally {
            if (!held) {
                channel.close();
            }
        }
    }

    private static Path place(Path file) throws IOException {
        return file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
    }

    /** Who wrote the lock file last, for a message: {@code process 4711}. */
    static String holder(Path file) {
        try {
            if (HELD.contains(place(file))) {
                return "process " + ProcessHandle.current().pid();
            }
            String text = Files.readString(file).strip();
            return text.startsWith("pid ") ? "process " + text.substring(4) : "another process";
        } catch (IOException e) {
            return "another process";
        }
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try {
                channel.truncate(0);
            } finally {
                channel.close();
                HELD.remove(place);
            }
        }
    }
}
