package org.rankscope.safetensors;

import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;

/**
 * A safetensors file whose header was read and found true. Tensors are mapped when they are asked for; no file stays
 * open in between. Any thread. Everything that is wrong with a file is a {@link RequestException} naming file and
 * tensor.
 */
public final class SafetensorsFile {
    /** A header must be shorter than this many bytes: the limit that the format sets. */
    public static final long MAX_HEADER_BYTES = 100_000_000;

    private static final int LENGTH_BYTES = 8;
    private static final byte[] LFS_POINTER = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

    private final Path file;
    private final long fileBytes;
    private final long dataStart;
    private final Map<String, Entry> entries;
    private final Map<String, String> metadata;

    private SafetensorsFile(Path file, long fileBytes, long dataStart, HeaderReader header) {
        this.file = file;
        this.fileBytes = fileBytes;
        this.dataStart = dataStart;
        this.entries = Collections.unmodifiableMap(header.entries());
        this.metadata = Collections.unmodifiableMap(header.metadata());
    }

    /** Reads the header of {@code file} and checks it against the file. */
    public static SafetensorsFile open(Path file) {
        checkReadable(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long fileBytes = channel.size();
            long headerBytes = headerBytes(file, channel, fileBytes);
            ByteBuffer header = channel.map(FileChannel.MapMode.READ_ONLY, LENGTH_BYTES, headerBytes);
            if (header.get(0) != '{') {
                throw new RequestException(
                        file + ": the header should start with '{'; the file is damaged or no safetensors file.");
            }
            HeaderReader reader = new HeaderReader(file);
            reader.read(new ByteBufferBackedInputStream(header));
            long dataStart = LENGTH_BYTES + headerBytes;
            new Layout(file, fileBytes - dataStart).check(reader.entries().values());
            return new SafetensorsFile(file, fileBytes, dataStart, reader);
        } catch (IOException e) {
            throw new RequestException(file + ": can't be read (" + e.getMessage() + ").", e);
        }
    }

    /** Where it lies. */
    public Path path() {
        return file;
    }

    /** Names of the tensors, in the order of the header. */
    public Set<String> names() {
        return entries.keySet();
    }

    public Shape shape(String name) {
        return entry(name).shape();
    }

    /** Element type; throws where it is one that the program doesn't compute with. */
    public DType dtype(String name) {
        Entry entry = entry(name);
        return entry.type()
                .dtype()
                .orElseThrow(() -> new RequestException(file + ": tensor '" + name
                        + "' has the dtype "
                        + entry.type() + ", expected one of " + StoredType.readableNames() + "."));
    }

    /** Bytes that the tensor takes in the file. */
    public long bytes(String name) {
        Entry entry = entry(name);
        return entry.end() - entry.begin();
    }

    /** What the writer noted under {@code __metadata__}. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * A read-only view of the tensor in the mapped file. Where an unusual header leaves the numbers at addresses that
     * are no multiple of their size they are copied. Throws where it takes 2 GiB or more, the most that one buffer
     * holds.
     */
    public Tensor tensor(String name) {
        DType dtype = dtype(name);
        Entry entry = entry(name);
        long length = entry.end() - entry.begin();
        if (length > Integer.MAX_VALUE) {
            throw new RequestException(file + ": tensor '" + name + "' takes " + length
                    + " bytes; tensors of 2 GiB and more can't be used.");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() != fileBytes) {
                throw new RequestException(file + ": the file changed while it was in use; start again.");
            }
            long position = dataStart + entry.begin();
            ByteBuffer data = channel.map(FileChannel.MapMode.READ_ONLY, position, length);
            if (position % dtype.bytes() != 0) {
                data = ByteBuffer.allocateDirect((int) length).put(data).flip().asReadOnlyBuffer();
            }
            return new Tensor(dtype, entry.shape(), data);
        } catch (IOException e) {
            throw new RequestException(file + ": tensor '" + name + "' can't be read (" + e.getMessage() + ").", e);
        }
    }

    /** Hands over the bytes of a tensor in pieces of at most {@code piece}, without mapping the file. */
    public void read(String name, ByteBuffer piece, Consumer<ByteBuffer> taker) {
        Entry entry = entry(name);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long position = dataStart + entry.begin();
            long end = dataStart + entry.end();
            while (position < end) {
                piece.clear().limit((int) Math.min(piece.capacity(), end - position));
                while (piece.hasRemaining()) {
                    int count = channel.read(piece, position);
                    if (count < 0) {
                        throw new RequestException(file + ": the file changed while it was in use; start again.");
                    }
                    position += count;
                }
                taker.accept(piece.flip());
            }
        } catch (IOException e) {
            throw new RequestException(file + ": tensor '" + name + "' can't be read (" + e.getMessage() + ").", e);
        }
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new RequestException(file + ": there is no tensor '" + name + "'.");
        }
        return entry;
    }

    private static void checkReadable(Path file) {
        if (Files.notExists(file)) {
            throw new RequestException(file + ": no such file.");
        } else if (Files.isDirectory(file)) {
            throw new RequestException(file + ": is a folder, expected a safetensors file.");
        } else if (!Files.isReadable(file)) {
            throw new RequestException(file + ": can't be read; check its permissions.");
        }
    }

    private static long headerBytes(Path file, FileChannel channel, long fileBytes) throws IOException {
        if (fileBytes == 0) {
            throw new RequestException(file + ": the file is empty, expected a safetensors file.");
        }
        ByteBuffer start = ByteBuffer.allocate(LFS_POINTER.length).order(ByteOrder.LITTLE_ENDIAN);
        while (start.hasRemaining() && channel.read(start, start.position()) >= 0) {
            // a channel may give fewer bytes than asked for
        }
        if (start.position() < LENGTH_BYTES + 1) {
            throw new RequestException(file + ": the file is cut off after " + fileBytes + " bytes; fetch it again.");
        } else if (start.flip().equals(ByteBuffer.wrap(LFS_POINTER))) {
            throw new RequestException(
                    file + ": this is a Git LFS pointer and not the tensors; fetch them with 'git lfs pull'.");
        }
        long headerBytes = start.getLong(0);
        if (headerBytes < 0 || headerBytes >= MAX_HEADER_BYTES) {
            throw new RequestException(file + ": its first 8 bytes give a header of "
                    + Long.toUnsignedString(headerBytes)
                    + " bytes, expected less than " + MAX_HEADER_BYTES
                    + "; the file is damaged or no safetensors file.");
        } else if (headerBytes > fileBytes - LENGTH_BYTES) {
            throw new RequestException(file + ": the header should take " + headerBytes
                    + " bytes, but the file ends after "
                    + fileBytes + "; it is cut off, or no safetensors file.");
        } else if (headerBytes == 0) {
            throw new RequestException(file + ": the header is empty; the file is damaged or no safetensors file.");
        }
        return headerBytes;
    }
}
