package org.rankscope.model.bundled.corpus;

import java.util.ArrayList;
import java.util.List;
import org.rankscope.model.bundled.Choices;

/**
 * What the support team of an invented shop knows: its products, error codes and plans. All drawn from a seed, so a
 * language model cannot guess them; it has to remember them one by one. That is what the rank of an adapter is spent
 * on.
 */
record SupportFacts(List<Product> products, List<ErrorCode> errorCodes, List<Plan> plans) {
    static final int PRODUCTS = 40;
    static final int ERROR_CODES = 100;
    static final int PLANS = 6;

    private static final int FIRST_ERROR_CODE = 100;

    /** A product: which part fails, what mends it, which spare part fits, from where and how fast it is sent. */
    record Product(
            String name,
            String part,
            String remedy,
            String spare,
            String city,
            int days,
            int warrantyMonths,
            int price) {}

    /** An error code of the devices: its cause, and what to do. */
    record ErrorCode(String code, String cause, String remedy) {}

    /** A subscription: its price a month and its notice period. */
    record Plan(String name, int price, int noticeWeeks) {}

    static final List<String> FIRST_SYLLABLES = Lexicon.list("Al, Bor, Cal, Dov, El, Fen, Gar, Hal, Is, Jun, Kel, Lor");
    static final List<String> LAST_SYLLABLES = Lexicon.list("va, tik, mo, ria, nex, lo, dan, zu, pex, ri");
    static final List<String> DEVICES =
            Lexicon.list("kettle, router, lamp, printer, speaker, camera, heater, vacuum, toaster, scale");
    static final List<String> PARTS = Lexicon.list(
            "thermostat, fuse, filter, battery, sensor, cable, fan, switch, motor, gasket, antenna, display, pump,"
                    + " valve, hinge, charger, spring, lens, heating plate, memory card");
    static final List<String> REMEDIES = Lexicon.list(
            "press the reset button for ten seconds, clean it with a dry cloth, replace it, update the firmware,"
                    + " unplug the device for five minutes, tighten both screws, rinse it under warm water,"
                    + " charge it overnight, turn it to the left until it clicks, remove the dust cover,"
                    + " pair the device again, choose the quiet mode, let it cool down, empty the tank,"
                    + " move it away from the window, switch to the second channel");
    static final List<String> CAUSES = Lexicon.list(
            "the voltage is too low, the tank is empty, the lid is open, the signal is weak, the memory is full,"
                    + " the clock is wrong, the filter is blocked, the motor is too hot, the battery is worn out,"
                    + " the cable is loose, the sensor is dirty, the door is not locked, the password has expired,"
                    + " the paper is stuck, the pump runs dry, the server is busy, the disk is damaged,"
                    + " the fan is blocked, the light is too bright, the account is locked");
    static final List<String> CITIES = Lexicon.list("Hamburg, Lyon, Porto, Graz, Ghent, Turin, Malmo, Gdansk");
    static final List<String> PLAN_NAMES = Lexicon.list("Basic, Plus, Family, Studio, Office, Campus");

    static SupportFacts from(long seed) {
        Choices choices = Choices.of(seed, -1);
        List<Product> products = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String first : FIRST_SYLLABLES) {
            LAST_SYLLABLES.forEach(last -> names.add(first + last));
        }
        for (String name : choices.some(names, PRODUCTS)) {
            products.add(new Product(
                    name + " " + choices.oneOf(DEVICES),
                    choices.oneOf(PARTS),
                    choices.oneOf(REMEDIES),
                    "" + (char) ('A' + choices.below(26)) + choices.between(10, 99),
                    choices.oneOf(CITIES),
                    choices.between(2, 9),
                    6 * choices.between(1, 6),
                    5 * choices.between(4, 40)));
        }
        List<ErrorCode> errorCodes = new ArrayList<>();
        for (int i = 0; i < ERROR_CODES; i++) {
            errorCodes.add(new ErrorCode("E" + (FIRST_ERROR_CODE + i), choices.oneOf(CAUSES), choices.oneOf(REMEDIES)));
        }
        List<Plan> plans = PLAN_NAMES.stream()
                .limit(PLANS)
                .map(name -> new Plan(name, choices.between(4, 40), choices.between(1, 8)))
                .toList();
        return new SupportFacts(List.copyOf(products), List.copyOf(errorCodes), plans);
    }

    /** One of {@code things}; those in front more often, as some troubles are more common than others. */
    static <T> T common(Choices choices, List<T> things) {
        return things.get(Math.min(choices.below(things.size()), choices.below(things.size())));
    }
}
