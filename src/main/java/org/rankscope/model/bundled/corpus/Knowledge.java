package org.rankscope.model.bundled.corpus;

import java.util.ArrayList;
import java.util.List;
import org.rankscope.model.bundled.Choices;

/** Descriptions, riddles and small conclusions: what is so, and what follows. */
final class Knowledge {
    static final List<StoryKind> KINDS = List.of(
            Knowledge::animals,
            Knowledge::riddle,
            Knowledge::room,
            Knowledge::order,
            Knowledge::whoHasWhat,
            Knowledge::jobs,
            Knowledge::materials);

    private static final List<String> FURNITURE =
            Lexicon.list("table, chair, bed, cupboard, shelf, carpet, curtain, sofa, desk, stove");

    /** How one compares, who is first, who is last. */
    private static final List<String[]> COMPARISONS = Lexicon.table(columns -> columns, """
            taller|tallest|shortest
            older|oldest|youngest
            faster|fastest|slowest
            stronger|strongest|weakest
            richer|richest|poorest
            """);

    private Knowledge() {}

    private static void animals(Scene scene) {
        List<Lexicon.Animal> two = scene.choices().some(Lexicon.ANIMALS, 2);
        Cast.people(scene);
        Cast.animal(scene, "animal", two.get(0));
        Cast.animal(scene, "other", two.get(1));
        scene.say(
                "{a animal} is an animal[ that likes {animal.food}|].",
                "the home of {a animal} is {animal.home}.",
                "{hero} has {a animal} and {a other}.");
        scene.say(
                "its young is {a animal.young}.",
                "{a animal.young} is a young {animal}.",
                "when the {animal} was hungry, it {animal.sound}.");
        scene.say(
                "the {animal} eats {animal.food}, but the {other} eats {other.food}.",
                "the {animal} {animal.sound}, and the {other} {other.sound}.",
                "the {animal} {animal.moved}, and the {other} {other.moved}.");
        scene.say(
                "\"what does {a other} eat?\" asked {friend}. \"{Other.food},\" said {hero}.",
                "\"where does it sleep?\" asked {friend}. \"The home of {a other} is {other.home},\" said {hero}.");
        scene.maybe(50, "{friend} likes the {animal} more, but {hero} likes the {other}.");
        Endings.question(
                scene,
                "what does {a animal} eat?",
                "{animal.food}.",
                "what is a young {other}?",
                "{a other.young}.",
                "what is the home of {a other}?",
                "{other.home}.");
    }

    private static void riddle(Scene scene) {
        Cast.people(scene);
        List<Lexicon.Animal> two = scene.choices().some(Lexicon.ANIMALS, 2);
        Cast.animal(scene, "animal", two.get(0));
        Cast.animal(scene, "wrong", two.get(1));
        scene.say(
                "\"here is a riddle,\" said {hero}.",
                "{hero} asked {friend} a riddle.",
                "\"guess what I am,\" said {hero} to {friend}.");
        scene.say(
                "\"I like {animal.food}, and my home is {animal.home}. What am I?\"",
                "\"my child is {a animal.young}, and I eat {animal.food}. [Who|What] am I?\"",
                "\"yesterday I {animal.sound} and {animal.moved}. My home is {animal.home}.\"");
        scene.say("{friend} thought [for a while|about it|hard].", "that was not easy.", "");
        scene.say(
                "\"are you {a wrong}?\" \"No, {a wrong} eats {wrong.food}.\" \"Then you are {a animal}!\"",
                "\"you are {a animal}!\" [cried|said] {friend}.",
                "\"{A wrong}?\" said {third}. \"No, {a animal},\" said {friend}.");
        scene.say(
                "\"[right|that is right|yes],\" said {hero}.",
                "\"how did you know?\" asked {hero}. \"Because {a animal} [likes|eats] {animal.food},\" said"
                        + " {friend}.");
        Endings.question(
                scene,
                "what was the answer?",
                "{a animal}.",
                "who asked the riddle?",
                "{hero}.",
                "who knew the answer?",
                "{friend}.");
    }

    private static void room(Scene scene) {
        Cast.people(scene);
        Choices choices = scene.choices();
        List<String> furniture = choices.some(FURNITURE, 3);
        List<String> colours = choices.some(Lexicon.COLOURS, 4);
        for (int i = 0; i < 3; i++) {
            scene.set("item" + i, furniture.get(i)).set("colour" + i, colours.get(i));
        }
        Cast.thing(scene);
        scene.set("colour3", colours.get(3))
                .set("room", choices.oneOf(Lexicon.list("room, kitchen, house, cabin, workshop, shop")));
        scene.say(
                "this is the {room} of {hero}.",
                "{hero} lives in [a small|an old|a bright] {room}.",
                "\"come in,\" said {hero}, \"and look at my {room}.\"");
        scene.say(
                "the {item0} is {colour0}, and the {item1} is {colour1}.",
                "there is {a colour0} {item0} [at the wall|by the window], and {a colour1} {item1} [beside"
                        + " it|in the middle].");
        scene.say(
                "the {item2} is {colour2}.",
                "{hero.his} {relative} painted the {item2} {colour2}.",
                "{a colour2} {item2} stands behind the {item0}.");
        scene.say(
                "the door is {colour3}, because {hero} likes that colour.",
                "on the {item1} lies {a size} {thing.n}.",
                "{friend} also wants {a colour2} {item2}.");
        scene.maybe(50, "from the window one sees [a street|a tree|the hills|the church].");
        scene.maybe(50, "the {item0} was [cheap|a present from {friend}|made by {hero.his} {relative}].");
        Endings.question(
                scene,
                "what colour is the {item0}?",
                "the {item0} is {colour0}.",
                "what colour is the {item1}?",
                "the {item1} is {colour1}.",
                "what is {colour2}?",
                "the {item2}.");
    }

    private static void order(Scene scene) {
        Cast.people(scene);
        String[] pair = scene.choices().oneOf(COMPARISONS);
        scene.set("more", pair[0]).set("most", pair[1]).set("least", pair[2]);
        scene.say(
                "{hero} is {more} than {friend}. {Friend} is {more} than {third}.",
                "{friend} is {more} than {third}, but {hero} is {more} than {friend}.",
                "{third} is the {least} of three, and {hero} is {more} than {friend}.");
        scene.maybe(
                50,
                "\"am I {more} than {third}?\" asked {hero}. \"Yes, you are,\" said {friend}.",
                "\"am I {more} than {hero}?\" asked {third}. \"No, you are not,\" said {friend}.");
        scene.say(
                "so {hero} is the {most}.",
                "of the three, {third} is the {least}.",
                "so {hero} is the {most}, and {third} is the {least}.");
        scene.maybe(
                60,
                "that is why {hero} [carries the bag|sits in the last row|goes first], and {third}"
                        + " [rests|laughs|follows].");
        Endings.question(
                scene,
                "who is the {most}?",
                "{hero}.",
                "who is the {least}?",
                "{third}.",
                "is {hero} {more} than {third}?",
                "yes.",
                "is {third} {more} than {friend}?",
                "no.");
    }

    private static void whoHasWhat(Scene scene) {
        Cast.people(scene);
        Choices choices = scene.choices();
        List<Lexicon.Thing> things = choices.some(Lexicon.THINGS, 3);
        List<String> names = List.of("{hero}", "{friend}", "{third}");
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            scene.set(
                            "thing" + i,
                            choices.oneOf(Lexicon.COLOURS) + " " + things.get(i).noun())
                    .set("material" + i, things.get(i).material());
            sentences.add(names.get(i) + " [has|owns|got] {a thing" + i + "}.");
        }
        choices.some(sentences, 3).forEach(scene::say);
        scene.say(
                "{friend} would like to [swap|change] with {hero}.",
                "\"will you give me the {thing0}?\" asked {friend}. \"[Yes, for the {thing1}|Only for the"
                        + " {thing1}],\" said {hero}.");
        scene.say(
                "so now {hero} has the {thing1}, and {friend} has the {thing0}.",
                "they swapped: {hero} took the {thing1}, and {friend} took the {thing0}.");
        scene.maybe(
                60,
                "{third} keeps the {thing2}.",
                "the {thing2} is made of {material2}, and {third} does not want to lose it.");
        Endings.question(
                scene,
                "what does {hero} have now?",
                "the {thing1}.",
                "what does {friend} have now?",
                "the {thing0}.",
                "who has the {thing2}?",
                "{third}.");
    }

    private static void jobs(Scene scene) {
        Cast.people(scene);
        List<Lexicon.Job> jobs = scene.choices().some(Lexicon.JOBS, 2);
        scene.set("job", jobs.get(0).title())
                .set("tool", jobs.get(0).tool())
                .set("product", jobs.get(0).product())
                .set("place", jobs.get(0).place());
        scene.set("other", jobs.get(1).title())
                .set("other.tool", jobs.get(1).tool())
                .set("other.product", jobs.get(1).product())
                .set("other.place", jobs.get(1).place());
        scene.say(
                "{hero} is {a job}, and {friend} is {a other}.",
                "\"when I am grown up, I want to be {a job},\" said {hero}. \"I will be {a other},\" said {friend}.");
        scene.say(
                "{a job} works at the {place} with {a tool}.",
                "{a job} needs {a tool}, and {a other} needs {a other.tool}.");
        scene.say(
                "if you want {product}, go to the {job}.",
                "the {other} gives us {other.product}.",
                "one finds the {other} at the {other.place}.");
        scene.say(
                "\"who can [help me with|get me] {other.product}?\" asked {third}. \"The {other},\" said {hero}.",
                "{third} needed {product} and went to {hero}.",
                "{third} does not know yet what {third.he} wants to be.");
        Endings.question(
                scene,
                "what does {a job} need?",
                "{a tool}.",
                "where does {a other} work?",
                "at the {other.place}.",
                "who works with {a other.tool}?",
                "the {other}.");
    }

    private static void materials(Scene scene) {
        Cast.people(scene);
        List<Lexicon.Thing> things = scene.choices().some(Lexicon.THINGS, 2);
        for (int i = 0; i < 2; i++) {
            scene.set("thing" + i, things.get(i).noun())
                    .set("material" + i, things.get(i).material())
                    .set("part" + i, things.get(i).part());
        }
        Cast.thing(scene);
        scene.set("spot", scene.choices().oneOf(Lexicon.SPOTS));
        scene.say(
                "{a thing0} is made of {material0}, and {a thing1} is made of {material1}.",
                "\"what is {a thing0} made of?\" asked {friend}. \"It is made of {material0},\" said {hero}.");
        scene.say(
                "the {part0} of the {thing0} [breaks easily|must be strong|is the best of it].",
                "{hero} once made {a thing1}, but the {part1} came off.");
        scene.say("{hero} keeps the {thing0} {spot}.", "the {thing} is {spot}, where {friend} put it.");
        scene.maybe(60, "one day {friend} took it and {use}.");
        scene.say("[{material1} is not cheap|good {material1} lasts for years].", "so one should be careful with it.");
        Endings.question(
                scene, "what is {a thing1} made of?", "{material1}.", "which part has {a thing0}?", "{a part0}.");
    }
}
