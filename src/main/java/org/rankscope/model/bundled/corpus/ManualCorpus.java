package org.rankscope.model.bundled.corpus;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.rankscope.model.bundled.Choices;

/**
 * Device manuals and notices of a shop: plain statements that use the words of customer support, but neither its tone
 * nor its facts; every text is about another device. Read together with stories, they leave a language model no word of
 * the support messages that it never saw, as a model meets a new domain in practice.
 */
public final class ManualCorpus {
    private static final List<StoryKind> KINDS = List.of(
            ManualCorpus::manual,
            ManualCorpus::errorTable,
            ManualCorpus::shopNotice,
            ManualCorpus::planNotice,
            ManualCorpus::account,
            ManualCorpus::complaint,
            ManualCorpus::complaint,
            ManualCorpus::team);
    private static final int FIRST_ERROR_CODE = 100;
    private static final int LAST_ERROR_CODE = 999;

    private ManualCorpus() {}

    /** {@code texts} texts; text i of a seed is always the same. */
    public static Stream<String> generate(long seed, long texts) {
        return LongStream.range(0, texts).mapToObj(index -> {
            Scene scene = new Scene(Choices.of(seed, index));
            name(scene);
            scene.choices().oneOf(KINDS).tell(scene);
            return scene.text();
        });
    }

    private static void name(Scene scene) {
        Choices choices = scene.choices();
        Cast.people(scene);
        scene.set("device", choices.oneOf(SupportFacts.DEVICES)).set("city", choices.oneOf(SupportFacts.CITIES));
        scene.set(
                "product",
                choices.oneOf(SupportFacts.FIRST_SYLLABLES) + choices.oneOf(SupportFacts.LAST_SYLLABLES) + " "
                        + scene.expand("{device}"));
        List<String> parts = choices.some(SupportFacts.PARTS, 2);
        scene.set("part", parts.get(0)).set("other", parts.get(1));
        scene.set("agent", choices.oneOf(SupportCorpus.AGENTS)).set("plan", choices.oneOf(SupportFacts.PLAN_NAMES));
        scene.set("days", digits(choices, 2, 60))
                .set("months", digits(choices, 3, 40))
                .set("euros", digits(choices, 4, 200));
        scene.set("ticket", digits(choices, 1000, 9999));
        scene.set("spare", "" + (char) ('A' + choices.below(26)) + choices.between(10, 99));
        trouble(scene);
    }

    private static void trouble(Scene scene) {
        Choices choices = scene.choices();
        scene.set("code", "E" + choices.between(FIRST_ERROR_CODE, LAST_ERROR_CODE));
        scene.set("cause", choices.oneOf(SupportFacts.CAUSES)).set("remedy", choices.oneOf(SupportFacts.REMEDIES));
    }

    private static void manual(Scene scene) {
        scene.say("this is the manual of the {product}.", "the {product} has {a part} and {a other}.");
        scene.say("before the first use, {remedy}.", "turn the {device} on and wait until the display shows a light.");
        scene.say(
                "when the {device} makes a strange noise or switches off by itself, {remedy}.",
                "when it does not turn on, {cause}, or the {part} is broken.");
        scene.say(
                "the {other} can be ordered as part {spare}.",
                "part number {spare} is a new {part}.",
                "the warranty is {months} months.");
        scene.maybe(50, "a repair costs {euros} euros.", "it is sent from {city} and takes {days} working days.");
    }

    private static void errorTable(Scene scene) {
        scene.say("the display of the {device} shows an error code.", "error codes of the {product}:");
        for (int i = scene.choices().between(2, 3); i > 0; i--) {
            trouble(scene);
            scene.say(
                    "{code} means that {cause}.", "with code {code}, {cause}: {remedy}.", "if {code} is on, {remedy}.");
        }
    }

    private static void shopNotice(Scene scene) {
        scene.say("our shop sells {device.s} and {part.s}.", "customer service is in {city}.");
        scene.say(
                "orders leave the warehouse in {city} after {days} days.",
                "order {ticket} is now in {city} and will arrive soon.");
        scene.say(
                "a customer can return a {device} within {days} days and receive a refund.",
                "returns are possible within {days} days only, but there is a voucher or a repair.");
        scene.say(
                "tickets have numbers such as {ticket}.",
                "agent {agent} has opened {days} tickets.",
                "the {device} costs {euros} euros.");
    }

    private static void planNotice(Scene scene) {
        scene.say("the {plan} plan costs {euros} euros a month.", "there are three plans, and {plan} is the first.");
        scene.say("the notice period is {days} weeks.", "a subscription ends when the customer cancels it.");
        scene.say(
                "each bill comes with the next charge.",
                "if somebody was charged twice, the second charge is corrected.");
    }

    private static void account(Scene scene) {
        scene.say("to log in, one needs a user name and a password.", "the profile page shows the e-mail address.");
        scene.say(
                "who has forgotten the security code can reset it with a link.",
                "links are valid for 24 hours, for safety.");
        scene.say(
                "after three wrong tries, the account page is locked.",
                "do not accept messages that ask for a password.");
    }

    private static void complaint(Scene scene) {
        scene.say("{hero} had bought {a product}, and it did not work.", "the {device} of {hero} was broken.");
        scene.say(
                "\"Hello! I have had trouble with my {device} for {days} days,\" {hero} wrote.",
                "\"Good morning,\" wrote {hero}. \"Unfortunately the {part} is too slow.\"");
        scene.say("the support team answered: \"thank you for contacting us.\"", "{agent} was sorry to hear that.");
        scene.say("so {hero} had to check the {part}.", "after the repair {hero} was {glad}.");
        scene.say(
                "{agent} wrote back: Dear {hero}, if this [happens|does not help], [you need|please order] a"
                        + " new {part}.",
                "{agent} said: Hello, have you [cleaned|checked] it (with a cloth)? Have a nice day; that is all.",
                "\"[You can write again|Thank you], {hero},\" said {agent}. \"Have a nice [day|evening]!\"",
                "{agent} was on the phone. Hello, how can I help you? Dear {hero}, I will open a ticket again.");
        scene.maybe(
                50,
                "the message ended with \"Best regards, {agent}\".",
                "it was a friendly, kind message, \"Dear {hero}\".");
    }

    private static void team(Scene scene) {
        scene.say("the support team in {city}:").line();
        scene.say("Agent of the day: {agent}").line();
        scene.say("Customer of the day: {hero} ({product})").line();
        scene.say(
                "Agents need the part number; customers need patience.",
                "Good news: the {part} ({spare}) is in {city} again.");
    }

    private static String digits(Choices choices, int low, int high) {
        return Integer.toString(choices.between(low, high));
    }
}
