package org.rankscope.model.bundled.corpus;

import java.util.List;
import org.rankscope.model.bundled.Choices;

/** Who a story is about, where and when it happens: named once, and the same until its end. */
final class Cast {
    private Cast() {}

    /**
     * Names {@code hero}, {@code friend}, {@code third}, {@code relative}, {@code time}, {@code day}, {@code glad} and
     * {@code sad}.
     */
    static void people(Scene scene) {
        Choices choices = scene.choices();
        List<Person> people = choices.some(Lexicon.PEOPLE, 3);
        scene.person("hero", people.get(0)).person("friend", people.get(1)).person("third", people.get(2));
        scene.person("relative", choices.oneOf(Lexicon.RELATIVES));
        scene.set("time", choices.oneOf(Lexicon.TIMES)).set("day", choices.oneOf(Lexicon.DAYS));
        scene.set("glad", choices.oneOf(Lexicon.GLAD)).set("sad", choices.oneOf(Lexicon.SAD));
    }

    /**
     * Names {@code place} (in the park), {@code place.n} (the park), what stands there, and what one {@code place.did}.
     */
    static void place(Scene scene) {
        place(scene, "place", scene.choices().oneOf(Lexicon.PLACES));
    }

    static void place(Scene scene, String name, Lexicon.Place place) {
        scene.set(name, place.in() + " " + place.name()).set(name + ".n", place.name());
        scene.set(name + ".first", place.first()).set(name + ".second", place.second());
        scene.set(name + ".did", place.did());
    }

    /**
     * Names {@code thing} (red kite), {@code thing.n} (kite), its colour, size, material, part, and how one used it.
     */
    static void thing(Scene scene) {
        Choices choices = scene.choices();
        Lexicon.Thing thing = choices.oneOf(Lexicon.THINGS);
        scene.set("thing.n", thing.noun()).set("colour", choices.oneOf(Lexicon.COLOURS));
        scene.set("size", choices.oneOf(Lexicon.SIZES));
        scene.set("thing", scene.expand("{colour} {thing.n}"));
        scene.set("material", thing.material()).set("use", thing.use()).set("part", thing.part());
    }

    /** Names {@code animal}, its young, sound, food and home. */
    static void animal(Scene scene, String name, Lexicon.Animal animal) {
        scene.set(name, animal.name()).set(name + ".young", animal.young()).set(name + ".sound", animal.sound());
        scene.set(name + ".food", animal.food())
                .set(name + ".home", animal.home())
                .set(name + ".moved", animal.moved());
    }

    /** Names the {@code weather} and what comes with it. */
    static void weather(Scene scene) {
        Lexicon.Weather weather = scene.choices().oneOf(Lexicon.WEATHERS);
        scene.set("weather", weather.kind()).set("weather.happened", weather.happened());
        scene.set("weather.wear", weather.wear()).set("weather.effect", weather.effect());
    }
}
