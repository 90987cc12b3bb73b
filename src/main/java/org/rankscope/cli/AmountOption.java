package org.rankscope.cli;

import org.rankscope.io.AmountUnits;
import org.rankscope.io.RequestException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Amounts with a unit on the command line. */
final class AmountOption {
    private AmountOption() {}

    static final class Bytes extends Converter {
        Bytes() {
            super(AmountUnits.BYTES);
        }
    }

    static final class Count extends Converter {
        Count() {
            super(AmountUnits.COUNT);
        }
    }

    static final class Time extends Converter {
        Time() {
            super(AmountUnits.TIME);
        }
    }

    private abstract static class Converter implements ITypeConverter<Long> {
        private final AmountUnits units;

        Converter(AmountUnits units) {
            this.units = units;
        }

        @Override
        public Long convert(String text) {
            try {
                return units.read(text);
            } catch (RequestException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
