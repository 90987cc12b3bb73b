package org.rankscope.model.bundled;

/**
 * How byte-level BPE writes a byte as one visible character: printable Latin-1 stands for itself, the others follow
 * from U+0100 on. The table of GPT-2's {@code bytes_to_unicode}, which {@code tokenizer.json} files share.
 */
final class ByteAlphabet {
    private static final char[] CHARACTERS = characters();

    private ByteAlphabet() {}

    /** The character that stands for the byte {@code value}, 0 to 255. */
    static char character(int value) {
        return CHARACTERS[value];
    }

    /** {@code bytes} as text, one character a byte. */
    static String write(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte value : bytes) {
            text.append(CHARACTERS[value & 0xFF]);
        }
        return text.toString();
    }

    private static char[] characters() {
        char[] characters = new char[256];
        char next = 0x100;
        for (int value = 0; value < characters.length; value++) {
            boolean printable = value >= '!' && value <= '~' || value >= 0xA1 && value <= 0xAC || value >= 0xAE;
            characters[value] = printable ? (char) value : next++;
        }
        return characters;
    }
}
