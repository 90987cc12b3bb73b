package org.rankscope.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.AtomicFiles;

/**
 * Writes safetensors files, whole or not at all. Tensors stand in the order of their element size, largest first, then
 * of their names, and the data starts at a multiple of 8 bytes, so that every number is aligned and the same tensors
 * give the same bytes.
 */
public final class SafetensorsWriter {
    private static final int ALIGNMENT = 8;
    private static final JsonFactory JSON = new JsonFactory();

    private SafetensorsWriter() {}

    /**
     * Replaces {@code file}.
     *
     * @param metadata goes under {@code __metadata__}, which is left out where it is empty
     * @throws IOException if it can't be written (a full disk, say); the old file is then untouched
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        if (tensors.containsKey(HeaderReader.METADATA)) {
            throw new IllegalArgumentException("A tensor can't be named " + HeaderReader.METADATA + ".");
        }
        List<Map.Entry<String, Tensor>> inOrder = tensors.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, Tensor> entry) ->
                                -entry.getValue().dtype().bytes())
                        .thenComparing(Map.Entry::getKey))
                .toList();
        ByteBuffer start = start(
                inOrder.stream()
                        .map(entry -> new Stored(
                                entry.getKey(),
                                entry.getValue().dtype(),
                                entry.getValue().shape()))
                        .toList(),
                metadata);
        AtomicFiles.write(file, channel -> {
            writeFully(channel, start);
            for (Map.Entry<String, Tensor> entry : inOrder) {
                writeFully(channel, entry.getValue().data().duplicate().rewind());
            }
        });
    }

    /**
     * Replaces {@code file} by FLOAT tensors that are asked for one after the other, in the order of {@code tensors}, so
     * that not all of them need be in memory at once.
     */
    public static void writeFloats(
            Path file, Map<String, Shape> tensors, Function<String, Tensor> values, Map<String, String> metadata)
            throws IOException {
        List<Stored> inOrder = floats(tensors);
        ByteBuffer start = start(inOrder, metadata);
        Map<String, Long> positions = new HashMap<>();
        long end = start.remaining();
        for (Stored tensor : inOrder) {
            positions.put(tensor.name(), end);
            end += tensor.bytes();
        }
        AtomicFiles.write(file, channel -> {
            writeFully(channel, start);
            for (String name : tensors.keySet()) {
                channel.position(positions.get(name));
                writeFully(channel, values.apply(name).data().duplicate().rewind());
            }
        });
    }

    /** Bytes of the file that {@link #write} would make of FLOAT tensors of these shapes. */
    public static long size(Map<String, Shape> tensors, Map<String, String> metadata) {
        List<Stored> inOrder = floats(tensors);
        try {
            return Long.BYTES
                    + padded(header(inOrder, metadata))
                    + inOrder.stream().mapToLong(Stored::bytes).sum();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory does not fail.", e);
        }
    }

    private static List<Stored> floats(Map<String, Shape> tensors) {
        return tensors.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new Stored(entry.getKey(), DType.FLOAT, entry.getValue()))
                .toList();
    }

    /** What stands in the file before the tensors. */
    private static ByteBuffer start(List<Stored> inOrder, Map<String, String> metadata) throws IOException {
        byte[] header = header(inOrder, metadata);
        int padded = padded(header);
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded)
                .put(header);
        while (start.hasRemaining()) {
            start.put((byte) ' ');
        }
        return start.flip();
    }

    private static int padded(byte[] header) {
        return (header.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** A tensor as the header describes it. */
    private record Stored(String name, DType dtype, Shape shape) {
        long bytes() {
            return shape.elements() * dtype.bytes();
        }
    }

    private static byte[] header(List<Stored> inOrder, Map<String, String> metadata) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(HeaderReader.METADATA);
                for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            long position = 0;
            for (Stored tensor : inOrder) {
                json.writeObjectFieldStart(tensor.name());
                json.writeStringField("dtype", StoredType.of(tensor.dtype()).name());
                json.writeFieldName("shape");
                json.writeArray(tensor.shape().toArray(), 0, tensor.shape().rank());
                json.writeFieldName("data_offsets");
                long end = position + tensor.bytes();
                json.writeArray(new long[] {position, end}, 0, 2);
                json.writeEndObject();
                position = end;
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
