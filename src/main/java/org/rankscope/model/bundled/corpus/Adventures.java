package org.rankscope.model.bundled.corpus;

import java.util.List;
import org.rankscope.model.bundled.Choices;

/** Stories in which something goes wrong and is put right. */
final class Adventures {
    static final List<StoryKind> KINDS = List.of(
            Adventures::lostThing,
            Adventures::brokenThing,
            Adventures::journey,
            Adventures::rescue,
            Adventures::quarrel,
            Adventures::contest);

    /** What one does in a contest, what one did, and how. */
    private static final List<String[]> CONTESTS = Lexicon.table(columns -> columns, """
            run|ran|fast
            jump|jumped|far
            climb|climbed|high
            throw|threw|far
            """);

    private Adventures() {}

    private static void lostThing(Scene scene) {
        Cast.people(scene);
        Cast.place(scene);
        Cast.thing(scene);
        List<String> spots = scene.choices().some(Lexicon.SPOTS, 3);
        scene.set("here", spots.get(0)).set("there", spots.get(1)).set("found", spots.get(2));
        scene.say(
                "{hero} had {a thing}.",
                "{hero} owned {a size} {thing.n}. It was {colour}.",
                "for {hero.his} birthday, {hero} got {a thing} from {hero.his} {relative}.");
        scene.maybe(
                50,
                "it was [a present from {hero.his} {relative}|made of {material}|the best {thing.n} in the"
                        + " [house|street|village]].");
        scene.say(
                "[one|on {day}, in the] [morning|afternoon], {hero} took it to {place.n} and {use}.",
                "{hero} was {place} [with {friend}|all day] and {use}.");
        scene.maybe(40, "there {hero} also {place.did}.");
        scene.say(
                "[when it was time to go|on the way home|later], the {thing.n} was gone.",
                "but then the {thing} was lost.",
                "in the evening {hero} could not find the {thing.n}.");
        scene.maybe(50, "{hero} was {sad}.");
        scene.say(
                "{hero.he} looked {here}, but it was not there.",
                "{hero.he} looked {here} and {there}. [Nothing|It was not there].");
        scene.say(
                "\"have you seen my {thing}?\" {hero} asked {friend}. \"[No|I have not],\" said {friend},"
                        + " \"but let us look {found}.\"",
                "{friend} came to help. \"[Where did you see it last?|When did you lose it?]\" asked"
                        + " {friend}. \"[I had it|It was with me] {place},\" said {hero}. So they looked {found}.",
                "\"do not be {sad},\" said {friend}. \"[We|The two of us] will find your {thing.n}.\" They"
                        + " searched everywhere and then looked {found}.");
        scene.say("and there it was!", "there was the {thing}!", "the {thing.n} was there.");
        scene.maybe(
                60,
                "[the wind|a [dog|crow|squirrel]|{third}|{hero.his} {relative}] had [taken|carried|brought]"
                        + " it there.");
        scene.say(
                "{hero} was {glad} and thanked {friend}.",
                "\"thank you, {friend},\" said {hero}. {Hero.he} was {glad}.",
                "{hero} held the {thing.n} tight and [laughed|smiled|sang] all the way home.");
        Endings.question(
                scene,
                "what had {hero} lost?",
                "{a thing}.",
                "where was the {thing.n}?",
                "{found}.",
                "who helped {hero}?",
                "{friend}.",
                "what colour was the {thing.n}?",
                "{colour}.");
    }

    private static void brokenThing(Scene scene) {
        Cast.people(scene);
        Cast.place(scene);
        Cast.thing(scene);
        Lexicon.Job job = scene.choices().oneOf(Lexicon.JOBS);
        scene.set("job", job.title()).set("job.place", job.place()).set("job.tool", job.tool());
        scene.set("price", scene.choices().between(2, 9));
        scene.say("{friend} lent {hero} {a thing}.", "{hero} played with the {thing} of {friend}.");
        scene.say("{hero} {use}.", "{hero} [fell over a stone|ran too fast|was not careful].");
        scene.say("then the {part} [broke|came off].", "suddenly the {part} of the {thing.n} was broken.");
        scene.say(
                "\"[oh no|oh dear]!\" said {hero}. \"[What will {friend} say|What shall I do]?\"",
                "{hero} was {sad}.",
                "{hero} wanted to hide the {thing.n} {place}.");
        scene.say(
                "{hero.his} {relative} said, \"[Take it|Let us bring it] to the {job}. [He can mend it|The"
                        + " {job} is clever].\"",
                "\"[the {job} can help|go to the {job}],\" said the {relative}.");
        scene.say(
                "the {job} sat at the {job.place} and took the {job.tool}.",
                "at the {job.place}, the {job} put down the {job.tool} and looked at the {part}.");
        scene.say(
                "the {part} was [soon as good as new|mended in an hour].", "before long the {thing} was whole again.");
        scene.maybe(60, "it cost {price} coins, and {hero} paid them.");
        scene.say(
                "{hero} told {friend} [everything|what had happened]. \"[It does not matter|I am not"
                        + " angry],\" said {friend}. \"[You told the truth|Thank you for telling me].\"",
                "\"I broke the {part}, but the {job} mended it,\" said {hero}. {Friend} [smiled|was {glad}].");
        Endings.question(
                scene,
                "who mended the {thing.n}?",
                "the {job}.",
                "what was broken?",
                "the {part}.",
                "whose {thing.n} was it?",
                "it was the {thing.n} of {friend}.");
    }

    private static void journey(Scene scene) {
        Cast.people(scene);
        Cast.place(scene);
        Cast.weather(scene);
        List<String> vehicles = scene.choices().some(Lexicon.VEHICLES, 2);
        scene.set("vehicle", vehicles.get(0)).set("other", vehicles.get(1));
        scene.set("food", scene.choices().oneOf(Lexicon.FRUIT));
        Cast.animal(scene, "animal", scene.choices().oneOf(Lexicon.ANIMALS));
        scene.say(
                "on {day}, {hero} and {friend} wanted to go to {place.n}.",
                "{hero} asked {friend}, \"[Shall we|Would you like to] go to {place.n} on {day}?\" \"[Yes|Of"
                        + " course|Gladly],\" said {friend}.");
        scene.say(
                "the {time} was {weather}: {weather.happened}.", "it was {a weather} {time}, and {weather.happened}.");
        scene.maybe(
                60,
                "so {hero} put on {weather.wear}.",
                "\"[do not forget|take] {weather.wear},\" said the {relative}.");
        scene.say(
                "they took the {vehicle}[, because the {other} was too slow|| at [eight|nine|ten] o'clock].",
                "the {vehicle} was [full|late|nearly empty], but they found [a seat|room].");
        scene.say(
                "on the way they saw {a animal}. It {animal.sound} and {animal.moved} to {animal.home}.",
                "{a animal} [stood|sat] beside the road. \"[Look|See], it eats {animal.food},\" said {friend}.",
                "they ate {a food} each and told [jokes|stories].");
        scene.say(
                "{place} there was {place.first}, and behind it {place.second}.",
                "they [soon|at last] saw {place.first}.");
        scene.say("they {place.did}.", "{hero} {place.did}, and {friend} [watched|did the same].");
        scene.maybe(50, "{weather.effect}, but they did not mind.");
        scene.say(
                "in the evening the {vehicle} brought them home.",
                "they came home [late|tired] but {glad}.",
                "\"[that was a good day|let us come again],\" said {friend} on the way home.");
        Endings.question(
                scene,
                "where did they go?",
                "to {place.n}.",
                "how did they travel?",
                "by {vehicle}.",
                "what was the weather like?",
                "it was {weather}.",
                "what did they do there?",
                "they {place.did}.");
    }

    private static void rescue(Scene scene) {
        Cast.people(scene);
        Cast.place(scene);
        Lexicon.Animal animal = scene.choices().oneOf(Lexicon.ANIMALS);
        Cast.animal(scene, "animal", animal);
        scene.set("pet", scene.choices().oneOf(Lexicon.list("Dot, Pip, Star, Lucky, Socks, Moss, Bean, Pepper")));
        scene.say(
                "{hero} was {place} when {hero.he} heard a [strange|soft|sad] sound.",
                "one {time}, {hero} found {a animal.young} {place}.",
                "{place} [there was|{hero} saw] something small and [wet|grey|frightened].");
        scene.say(
                "it was {a animal.young}, and it was [caught in a net|stuck in the mud|hungry and cold|all alone].",
                "the {animal.young} [had hurt its foot|had lost its mother|could not get out of a hole].");
        scene.say("\"[poor thing|do not be afraid],\" said {hero}.", "it {animal.sound} [softly|sadly|loudly].");
        scene.say(
                "{hero} gave it {animal.food} and [water|a warm blanket].",
                "{hero} called {friend}, and together they brought {animal.food}.");
        scene.maybe(50, "they named it {pet}, because it was [so small|quick|brave|so funny].");
        scene.say(
                "after [two|three|four|five] days it was [strong|well] again.",
                "soon the {animal.young} [could walk|was not afraid] any more.");
        scene.say(
                "then its mother came. The {animal} {animal.sound}, and both {animal.moved} to {animal.home}.",
                "\"its home is {animal.home},\" said the {relative}. So they [carried|brought] it there.",
                "now it lives in the garden of {friend} and [often|sometimes|every day] gets {animal.food}.");
        scene.maybe(60, "{hero} was {glad}.");
        Endings.question(
                scene,
                "what did {hero} find?",
                "{a animal.young}.",
                "what did it eat?",
                "{animal.food}.",
                "what is the home of {a animal}?",
                "{animal.home}.");
    }

    private static void quarrel(Scene scene) {
        Cast.people(scene);
        Cast.thing(scene);
        Cast.place(scene);
        scene.say(
                "{hero} and {friend} were [friends|neighbours|in the same class].",
                "{hero} and {friend} often met {place}.");
        scene.say(
                "one day both of them wanted the {thing}.",
                "on {day} they had only one {thing.n}, and it was {colour}.");
        scene.say(
                "\"it is my turn,\" said {hero}. \"No, [it is mine|you had it yesterday],\" said {friend}.",
                "\"give me the {thing.n}!\" [cried|shouted] {friend}. \"[Never|Not now]!\" said {hero}.");
        scene.say(
                "they pulled until the {part} [broke|was torn].",
                "{friend} went away and was {sad}.",
                "for [two|three] days they did not speak.");
        scene.say(
                "then {third} said, \"[You can use it together|First {hero} has it for an hour, then"
                        + " {friend}|A friend is worth more than {a thing.n}].\"",
                "{hero.his} {relative} said, \"[Say that you are sorry|You can share it].\"");
        scene.say(
                "{hero} went to {friend} and said, \"I am sorry.\" \"[I am sorry too|So am I],\" said {friend}.",
                "they [thought about it|were quiet for a while] and then [shook hands|laughed].");
        scene.say(
                "after that they took turns. First {hero} {use}, then {friend} did the same.",
                "and since then {hero} and {friend} share [everything|all they have].");
        Endings.question(
                scene,
                "what did they both want?",
                "the {thing}.",
                "which colour did it have?",
                "{colour}.",
                "what was it made of?",
                "it was made of {material}.");
    }

    private static void contest(Scene scene) {
        Cast.people(scene);
        Cast.place(scene);
        Choices choices = scene.choices();
        String[] way = choices.oneOf(CONTESTS);
        scene.set("way", way[0]).set("did", way[1]).set("how", way[2]);
        int first = choices.between(9, 18);
        int second = first - choices.between(1, 3);
        scene.set("first", first).set("second", second).set("third.n", second - choices.between(1, 3));
        scene.say(
                "{hero}, {friend} and {third} had a contest {place}.",
                "\"who can {way} very {how}?\" asked {third} {place}. \"[I can|Me],\" said {hero} and {friend}.");
        scene.say("[each of them|everybody] had one try.", "{hero.his} {relative} [counted|kept the score].");
        scene.say(
                "{third} {did} first and got {third.n} points. Then {friend} got {second} points, and {hero}"
                        + " got {first}.",
                "{friend} got {second} points. {Third} got {third.n}. At last {hero} {did} and got {first} points.");
        scene.say(
                "so {hero} was first, {friend} was second and {third} was last.",
                "{hero} had the most points and won.");
        scene.say(
                "\"[well done|you {did} very {how}], {hero},\" said {friend}.",
                "{hero} was {glad} and shared the prize with {third}.",
                "{third} was not {sad}. \"[Next time I will win|It was fun],\" {third.he} said.");
        Endings.question(
                scene,
                "who won?",
                "{hero}.",
                "how many points did {friend} get?",
                "{second}.",
                "who was last?",
                "{third}.");
    }
}
