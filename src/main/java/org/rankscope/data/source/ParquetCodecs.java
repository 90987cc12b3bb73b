package org.rankscope.data.source;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Unpacks pages of Parquet files in plain Java, where parquet-java would ask for Hadoop and native libraries. */
final class ParquetCodecs implements CompressionCodecFactory {
    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED -> new Unpacking((packed, size) -> packed);
            case GZIP -> new Unpacking(ParquetCodecs::gunzip);
            case SNAPPY -> new Unpacking((packed, size) -> unpack(new SnappyDecompressor(), packed, size));
            case ZSTD -> new Unpacking((packed, size) -> unpack(new ZstdDecompressor(), packed, size));
            case LZ4_RAW -> new Unpacking((packed, size) -> unpack(new Lz4Decompressor(), packed, size));
            default -> throw new UnsupportedOperationException("packed with " + codec);
        };
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("Parquet files are read only.");
    }

    @Override
    public void release() {
        // nothing is kept
    }

    private static byte[] gunzip(byte[] packed, int size) throws IOException {
        try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return stream.readNBytes(size);
        }
    }

    private static byte[] unpack(Decompressor decompressor, byte[] packed, int size) {
        byte[] bytes = new byte[size];
        decompressor.decompress(packed, 0, packed.length, bytes, 0, size);
        return bytes;
    }

    private interface Unpacker {
        byte[] unpack(byte[] packed, int size) throws IOException;
    }

    private record Unpacking(Unpacker unpacker) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
            byte[] packed = bytes.toInputStream().readAllBytes();
            return BytesInput.from(unpacker.unpack(packed, size));
        }

        @Override
        public void decompress(ByteBuffer input, int packedSize, ByteBuffer output, int size) throws IOException {
            byte[] packed = new byte[packedSize];
            input.get(packed);
            output.put(unpacker.unpack(packed, size));
        }

        @Override
        public void release() {
            // nothing is kept
        }
    }
}
