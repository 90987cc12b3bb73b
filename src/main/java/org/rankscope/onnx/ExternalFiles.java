package org.rankscope.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.rankscope.io.OneLine;
import org.rankscope.io.RequestException;

/**
 * The files beside a model that hold its weights (ONNX external data). A file must lie in the model's folder, links
 * included. Data is mapped when it is asked for; no file stays open in between.
 */
final class ExternalFiles {
    /** A data file that may be read. */
    private record Found(Path path, long bytes) {}

    private final Path model;
    private final Map<String, Found> found = new HashMap<>();

    ExternalFiles(Path model) {
        this.model = model;
    }

    /** A part of a data file that was found to lie within it. */
    record Slice(Path path, long offset, int bytes) {
        /** A read-only view. */
        ByteBuffer map() {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                if (channel.size() < offset + bytes) {
                    throw new RequestException(path + ": the file changed while it was in use; start again.");
                }
                return channel.map(FileChannel.MapMode.READ_ONLY, offset, bytes);
            } catch (IOException e) {
                throw new RequestException(path + ": can't be read (" + OneLine.of(e.toString()) + ").", e);
            }
        }
    }

    /**
     * Where a tensor lies.
     *
     * @param what the tensor, for messages
     * @param entries {@code location}, {@code offset} and {@code length} as the file writes them
     * @param bytes what the tensor takes
     */
    Slice locate(String what, Map<String, String> entries, long bytes) {
        Found file = found.get(entries.getOrDefault("location", ""));
        if (file == null) {
            file = find(what, entries.getOrDefault("location", ""));
            found.put(entries.get("location"), file);
        }
        long offset = number(what, entries, "offset", 0);
        long length = number(what, entries, "length", bytes);
        if (length != bytes) {
            throw problem(what + " takes " + bytes + " bytes by its shape and type, but its external data has the"
                    + " length " + length + "; export the model again");
        }
        if (offset > file.bytes() - bytes) {
            throw problem(what + " should lie at bytes " + offset + " to " + (offset + bytes) + " of "
                    + file.path().getFileName() + ", which ends after " + file.bytes()
                    + "; the data file is cut off or belongs to another model");
        }
        if (bytes > Integer.MAX_VALUE) {
            throw problem(what + " takes " + bytes + " bytes; tensors of 2 GiB and more can't be used");
        }
        return new Slice(file.path(), offset, (int) bytes);
    }

    private long number(String what, Map<String, String> entries, String key, long absent) {
        String text = entries.get(key);
        if (text == null) {
            return absent;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw problem(what + " has the external " + key + " " + OneLine.quoted(text) + ", expected a number of bytes");
    }

    private Found find(String what, String location) {
        String where = what + " should lie in " + OneLine.quoted(location);
        try {
            Path folder = model.toAbsolutePath().getParent();
            Path relative = Path.of(location);
            Path asked = folder.resolve(relative).normalize();
            if (location.isEmpty() || relative.isAbsolute() || !asked.startsWith(folder.normalize())) {
                throw leaves(where);
            }
            Path real = asked.toRealPath();
            if (!real.startsWith(folder.toRealPath())) {
                throw leaves(where);
            } else if (!Files.isRegularFile(real)) {
                throw problem(where + ", which is no ordinary file");
            }
            return new Found(real, Files.size(real));
        } catch (InvalidPathException e) {
            throw leaves(where);
        } catch (NoSuchFileException e) {
            throw problem(where + ", which isn't there; copy it beside the model");
        } catch (IOException e) {
            throw problem(where + ", which can't be read (" + OneLine.of(e.toString()) + ")");
        }
    }

    private RequestException leaves(String where) {
        return problem(
                where
                        + ", which leaves the model's folder, or is a link out of it; expected a file beside the model, so copy it there");
    }

    private RequestException problem(String what) {
        return new RequestException(model + ": " + what + ".");
    }
}
