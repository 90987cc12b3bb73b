package org.rankscope.model.bundled.corpus;

import java.util.List;
import org.rankscope.model.bundled.Choices;

/** Days on which nothing goes wrong: cooking, buying, working, waiting for better weather. */
final class Everyday {
    static final List<StoryKind> KINDS = List.of(
            Everyday::cooking,
            Everyday::market,
            Everyday::workDay,
            Everyday::routine,
            Everyday::weatherDay,
            Everyday::sharing,
            Everyday::letter);

    private Everyday() {}

    private static void cooking(Scene scene) {
        Cast.people(scene);
        Lexicon.Dish dish = scene.choices().oneOf(Lexicon.DISHES);
        scene.set("dish", dish.name())
                .set("first", dish.first())
                .set("second", dish.second())
                .set("third.n", dish.third());
        scene.set("made", dish.made())
                .set("vessel", dish.vessel())
                .set("guests", scene.choices().between(2, 6));
        scene.say(
                "on {day}, {hero} wanted to make {dish}.",
                "\"let us make {dish},\" said {hero} to {hero.his} {relative}.",
                "{friend} was hungry and asked for {dish}.");
        scene.say(
                "for that one needs {first}, {second} and {third.n}.",
                "{hero} [took|fetched] {first} and {second} from the [shelf|cellar|kitchen].",
                "{hero} bought {first}, {second} and {third.n}.");
        scene.maybe(50, "{friend} brought {third.n}.", "{hero.his} {relative} [washed|weighed] {third.n}.");
        scene.say(
                "{hero} mixed {first} with {second} and [carefully|then] {made}.",
                "then {hero.he} {made} and [waited|hummed a song|looked at the clock].");
        scene.say(
                "the {vessel} was [old|nearly full|full|rather small].",
                "a [fine|sweet|lovely] smell came from the {vessel}.");
        scene.say(
                "\"[is it ready|how long does it take]?\" asked {friend}. \"[Nearly|Soon|A little longer],\""
                        + " said {hero}.",
                "after [ten|twenty|thirty] minutes the meal was ready.");
        scene.say(
                "{guests} guests came[, and all of them ate|. Each of them had some] {dish}.",
                "{hero} and {friend} ate {dish} [at the table|in the garden].");
        scene.say(
                "it was [very good|a little too salty|delicious].",
                "\"[this is the best|I have never had better] food,\" said {friend}.");
        Endings.question(
                scene,
                "what did {hero} make?",
                "{dish}.",
                "what does one need for {dish}?",
                "{first}, {second} and {third.n}.",
                "where did {hero} make it?",
                "with {a vessel}.");
    }

    private static void market(Scene scene) {
        Cast.people(scene);
        Choices choices = scene.choices();
        int price = choices.between(1, 4);
        int count = choices.between(2, 4);
        int coins = price * count + choices.between(0, 4);
        scene.set("goods", choices.oneOf(Lexicon.GOODS)).set("price", price).set("count", count);
        scene.set("coins", coins).set("total", price * count).set("left", coins - price * count);
        scene.set("coin", price == 1 ? "coin" : "coins");
        scene.say(
                "{hero} went to the market with {coins} coins.",
                "{hero} had {coins} coins and wanted to buy {goods.s}.",
                "{hero.his} {relative} gave {hero} {coins} coins for {goods.s}.");
        scene.maybe(
                40, "the stall of {friend} was [next to the fountain|in the corner|under a [red|blue|green] roof].");
        scene.say(
                "\"how much is {a goods}?\" asked {hero}. \"{Price} {coin},\" said {friend}.",
                "{a goods} cost {price} {coin}.");
        scene.say(
                "\"[then I take|please give me] {count} {goods.s},\" said {hero}.", "{hero} bought {count} {goods.s}.");
        scene.say(
                "\"that makes {total} coins.\"",
                "{hero} paid {total} coins.",
                "{price} times {count} is {total}, so {hero} paid {total} coins.");
        scene.say(
                "now {hero} had {count} {goods.s}, and {left} coins were left.",
                "{coins} take away {total} is {left}.",
                "{hero.he} [went home|left] with {left} coins[ in the pocket|].");
        Endings.question(
                scene,
                "how much did {a goods} cost?",
                "{price} {coin}.",
                "how many {goods.s} did {hero} buy?",
                "{count}.",
                "how many coins were left?",
                "{left}.");
    }

    private static void workDay(Scene scene) {
        Cast.people(scene);
        Lexicon.Job job = scene.choices().oneOf(Lexicon.JOBS);
        scene.set("job", job.title())
                .set("place", job.place())
                .set("tool", job.tool())
                .set("product", job.product());
        scene.set("work", job.work()).set("start", scene.choices().between(5, 9));
        scene.say(
                "{hero} was {a job}.",
                "{hero} from our street was {a job}.",
                "there once was {a job} whose name was {hero}.");
        scene.say(
                "every morning at {start} o'clock {hero.he} went to the {place}.",
                "{hero.his} {place} was [small|bright|old|next to the station|behind the church].");
        scene.say("there {hero} {work} [all day|until noon|with great care].", "{hero.he} took the {tool} and {work}.");
        scene.maybe(
                60,
                "{friend} [came in|knocked at the door] and asked for {product}.",
                "on {day}, {friend} needed {product}.");
        scene.say(
                "\"[can you make|I need] {product} [for my {relative}|by {day}],\" said {friend}."
                        + " \"[Certainly|Come back on {day}|I will try],\" said {hero}.",
                "\"what is the {tool} for?\" asked {friend}. \"{A job} [needs it|cannot work without it],\""
                        + " said {hero}.");
        scene.say(
                "[in the end|after many hours], {product} [was ready|lay on the table].",
                "{hero} was [tired but {glad}|{glad}].");
        scene.say(
                "\"[thank you|how beautiful],\" said {friend} and paid [gladly|with {start} coins].",
                "{friend} [also|one day] wants to be {a job}.");
        Endings.question(
                scene,
                "what was the work of {hero}?",
                "{hero} was {a job}.",
                "where does {a job} work?",
                "at the {place}.",
                "what does {a job} need?",
                "{a tool}.");
    }

    private static void routine(Scene scene) {
        Cast.people(scene);
        Cast.place(scene);
        Choices choices = scene.choices();
        int wake = choices.between(6, 8);
        scene.set("wake", wake)
                .set("leave", wake + 1)
                .set("lunch", choices.between(12, 13))
                .set("home", choices.between(15, 17));
        scene.set("bed", choices.between(8, 10))
                .set("food", choices.oneOf(Lexicon.DISHES).name())
                .set("fruit", choices.oneOf(Lexicon.FRUIT));
        scene.say("{hero} [gets up|wakes up] at {wake} o'clock.", "on {day}, {hero} gets up at {wake} o'clock.");
        scene.say(
                "first {hero.he} washes {hero.his} face, then {hero.he} eats {a fruit}.",
                "{hero.he} [opens the window|feeds the cat|makes the bed] and eats {a fruit}.");
        scene.say("at {leave} o'clock {hero.he} leaves the house [with {friend}|with {hero.his} {relative}|alone].");
        scene.say(
                "{friend} waits {place}, [next to|near] {place.first}.",
                "the way goes past {place.n}, where one sees {place.first} and {place.second}.");
        scene.say("at lunch there is {food}.", "for lunch {hero} has {food}, but {friend} only wants {a fruit}.");
        scene.say("[in the afternoon|after that] {hero} [reads a book|plays chess with {friend}|draws a"
                + " picture|helps {hero.his} {relative}].");
        scene.say(
                "{hero} goes to bed at {bed} o'clock.",
                "at {bed} o'clock it is time to sleep. \"Good night, {hero},\" says {hero.his} {relative}.");
        Endings.question(
                scene,
                "when does {hero} get up?",
                "at {wake} o'clock.",
                "when does {hero} go to bed?",
                "at {bed} o'clock.",
                "what is there for lunch?",
                "{food}.",
                "where does {friend} wait?",
                "{place}.");
    }

    private static void weatherDay(Scene scene) {
        Cast.people(scene);
        Cast.weather(scene);
        Cast.place(scene);
        Cast.thing(scene);
        scene.say(
                "on {day} it was {weather}.",
                "it was {a weather} {time} in [spring|summer|autumn|winter].",
                "\"what is the weather like?\" asked {friend}. \"It is {weather},\" said {hero}.");
        scene.say("{weather.happened}, and {weather.effect}.", "{weather.happened}.");
        scene.say(
                "{hero} [put on|needed|looked for] {weather.wear}.",
                "because it was {weather}, {hero} [took|wore] {weather.wear}.");
        scene.say(
                "{hero.he} [went|walked] to {place.n} with {hero.his} {relative}.", "{hero} and {friend} met {place}.");
        scene.maybe(30, "{third} stayed [at home|in bed], because {third.he} had [a cold|much to do|no time].");
        scene.say(
                "there they {place.did}.",
                "{place.first} [looked strange in the light|stood there as always], and {hero} {place.did}.");
        scene.maybe(60, "{hero} had brought the {thing} and {use}.");
        scene.say(
                "[towards evening|at noon|after an hour] the weather [changed|was better].",
                "\"[tomorrow|on {day}] it will be [better|the same|warmer],\" said the {relative}.");
        Endings.question(
                scene,
                "what was the weather like?",
                "it was {weather}.",
                "what did {hero} wear?",
                "{weather.wear}.",
                "where was {hero}?",
                "{place}.");
    }

    private static void sharing(Scene scene) {
        Cast.people(scene);
        Choices choices = scene.choices();
        int had = choices.between(3, 10);
        int more = choices.between(1, 6);
        int gave = choices.between(1, had + more - 1);
        scene.set("fruit", choices.oneOf(choices.chance(50) ? Lexicon.FRUIT : Lexicon.GOODS));
        scene.set("had", had)
                .set("more", more)
                .set("sum", had + more)
                .set("gave", gave)
                .set("left", had + more - gave);
        scene.set("were", had + more - gave == 1 ? "was" : "were");
        scene.set("more.things", scene.expand(more == 1 ? "one more {fruit}" : "{more} more {fruit.s}"));
        scene.set("gave.things", scene.expand(gave == 1 ? "one {fruit}" : "{gave} {fruit.s}"));
        scene.set("left.things", scene.expand(had + more - gave == 1 ? "one {fruit}" : "{left} {fruit.s}"));
        scene.say(
                "{hero} had {had} {fruit.s}[ in a basket| in {hero.his} bag| on the table|].",
                "there were {had} {fruit.s} in the basket of {hero}.");
        scene.say(
                "then {hero.he} found {more.things}.",
                "{hero.his} {relative} gave {hero} {more.things}.",
                "{third} came with {more.things}.");
        scene.say(
                "now {hero} had {sum} {fruit.s}.",
                "{had} and {more} makes {sum}.",
                "\"I have {sum} {fruit.s} now,\" said {hero}.");
        scene.say(
                "{friend} had none, so {hero} gave {friend.him} {gave.things}.",
                "\"may I have {gave.things}?\" asked {friend}. \"[Yes|Here you are|Of course],\" said {hero}.",
                "{hero} [lost|ate] {gave.things} on the way.");
        scene.say(
                "so {left.things} {were} left.",
                "that left {hero} with {left.things}.",
                "{sum} take away {gave} is {left}.");
        Endings.question(
                scene,
                "how many {fruit.s} did {hero} have first?",
                "{had}.",
                "how many {fruit.s} does {hero} have in the end?",
                "{left}.");
    }

    private static void letter(Scene scene) {
        Cast.people(scene);
        Cast.place(scene);
        Cast.weather(scene);
        Cast.thing(scene);
        Cast.animal(scene, "animal", scene.choices().oneOf(Lexicon.ANIMALS));
        scene.say("dear {friend},").line();
        scene.say(
                "I am {place} with my {relative}.",
                "we have been {place} since {day}.",
                "[thank you|many thanks] for your letter.");
        scene.say(
                "it is {weather} here: {weather.happened}.",
                "the weather is {weather}, so I wear {weather.wear} every day.");
        scene.say(
                "yesterday we {place.did}.",
                "on {day} we {place.did} and saw {a animal}.",
                "near {place.first} I met {third}.");
        scene.say(
                "there is also {a animal} here, and it eats {animal.food}.",
                "at night I hear {a animal}. Its home is {animal.home}.",
                "I have bought {a thing} for you. It is made of {material}.",
                "{third} has {a thing}, and I would like one too.");
        scene.say(
                "[when|on which day] will you come?",
                "how is your {relative}?",
                "please write soon.",
                "I will be home on {day}.");
        scene.line().say("[love|yours|many greetings], {hero}");
        Endings.question(
                scene,
                "who wrote the letter?",
                "{hero}.",
                "who got the letter?",
                "{friend}.",
                "where is {hero}?",
                "{place}.");
    }
}
