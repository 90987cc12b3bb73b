package org.rankscope.model.bundled.corpus;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The small world of the stories: who and what there is, and what is true of it in every story (a baker works in a
 * bakery, a cow lives in a barn). A line of a table is one thing, its columns are parted by bars.
 */
final class Lexicon {
    /** What is true of an animal: its young, the sound it made, its food and home, how it moved. */
    record Animal(String name, String young, String sound, String food, String home, String moved) {}

    /** What is true of a job: where it is done, with what, what comes of it, what was done all day. */
    record Job(String title, String place, String tool, String product, String work) {}

    /** Where stories happen: with its preposition, two things that stand there, and what one did there. */
    record Place(String in, String name, String first, String second, String did) {}

    /** What one can own, lose and find: what it is made of, what one did with it, a part of it that can break. */
    record Thing(String noun, String material, String use, String part) {}

    /** What one can cook: three ingredients, how it was made, what in. */
    record Dish(String name, String first, String second, String third, String made, String vessel) {}

    /** The weather: what it was like, what happened, what one wore, what came of it. */
    record Weather(String kind, String happened, String wear, String effect) {}

    static final List<Person> PEOPLE = Stream.concat(
                    words(
                                    "Anna, Bella, Clara, Dora, Ella, Fiona, Greta, Hanna, Ida, Julia, Kira, Lena, Mina, Nora, Olga,"
                                            + " Paula, Rosa, Sara, Tina, Vera")
                            .map(name -> new Person(name, true)),
                    words(
                                    "Adam, Ben, Carl, David, Emil, Felix, Georg, Hugo, Ivan, Jonas, Karim, Leo, Max, Nils, Oskar, Peter,"
                                            + " Ravi, Simon, Tom, Victor")
                            .map(name -> new Person(name, false)))
            .toList();

    static final List<Person> RELATIVES = Stream.concat(
                    words("mother, sister, aunt, grandmother").map(name -> new Person(name, true)),
                    words("father, brother, uncle, grandfather").map(name -> new Person(name, false)))
            .toList();

    static final List<String> COLOURS = list("red, blue, green, yellow, white, black, brown, grey, orange, purple");
    static final List<String> SIZES = list("big, small, little, tiny, long, round, old, new, heavy, light");
    static final List<String> TIMES = list("morning, afternoon, evening, day");
    static final List<String> DAYS = list("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday");
    static final List<String> GLAD = list("happy, glad, proud, very happy, full of joy, cheerful");
    static final List<String> SAD = list("sad, upset, worried, unhappy, close to tears, very sad");
    static final List<String> FRUIT = list("apple, pear, plum, cherry, nut, berry, orange, peach");
    static final List<String> GOODS = list("egg, candle, button, cake, roll, pencil, stamp, ribbon, bell, postcard");
    static final List<String> SPOTS = list("under the bench, behind the door, under the bed, in the tall grass,"
            + " behind the old tree, on top of the cupboard, in the blue bag, next to the well, under the stairs,"
            + " beside the fence, in the kitchen drawer, between two stones");
    static final List<String> VEHICLES = list("bus, train, boat, cart, bicycle, tram, sledge, van");

    static final List<Animal> ANIMALS = table(c -> new Animal(c[0], c[1], c[2], c[3], c[4], c[5]), """
            dog|puppy|barked|a bone|a kennel|ran
            cat|kitten|purred|warm milk|a basket|crept
            cow|calf|mooed|fresh grass|a barn|walked slowly
            horse|foal|neighed|oats|a stable|galloped
            pig|piglet|grunted|potato peel|a sty|trotted
            hen|chick|clucked|corn|a coop|hurried
            duck|duckling|quacked|water weed|the pond|swam
            sheep|lamb|bleated|clover|a fold|trotted
            goat|kid|bleated|leaves|a shed|jumped
            rabbit|bunny|squeaked|a carrot|a hutch|hopped
            mouse|pup|squeaked|cheese|a hole in the wall|scurried
            owl|owlet|hooted|beetles|a hollow tree|flew silently
            crow|fledgling|cawed|seeds|a nest in the oak|flew
            frog|tadpole|croaked|flies|the reeds|hopped
            bee|larva|buzzed|sweet nectar|a hive|flew
            bear|cub|growled|honey|a cave|walked slowly
            wolf|cub|howled|meat|a den|ran
            squirrel|kit|chattered|acorns|a tree trunk|climbed
            hedgehog|hoglet|snuffled|worms|a heap of leaves|crept
            donkey|foal|brayed|thistles|a stable|trotted
            """);

    static final List<Job> JOBS = table(c -> new Job(c[0], c[1], c[2], c[3], c[4]), """
            baker|bakery|rolling pin|bread|kneaded dough
            carpenter|workshop|saw|a table|sawed planks
            gardener|garden|spade|a bed of roses|dug the soil
            tailor|tailor's shop|needle|a coat|sewed cloth
            smith|forge|hammer|a horseshoe|hammered iron
            painter|studio|brush|a picture|mixed paint
            potter|pottery|wheel|a jug|shaped clay
            farmer|farm|plough|corn|ploughed the field
            fisherman|harbour|net|a basket of fish|pulled in the net
            teacher|school|piece of chalk|a lesson|wrote on the board
            doctor|hospital|thermometer|a cure|looked after the sick
            postman|post office|bag|a letter|carried parcels
            clockmaker|clock shop|tiny screwdriver|a clock|turned little wheels
            cobbler|shoe shop|awl|a pair of boots|mended soles
            cook|inn|big spoon|soup|stirred the pot
            miller|mill|sack|flour|ground the grain
            beekeeper|orchard|smoker|honey|looked after the hives
            weaver|weaving room|loom|a blanket|wove wool
            librarian|library|stamp|a list of books|sorted books
            mason|building site|trowel|a wall|laid bricks
            """);

    static final List<Place> PLACES = table(c -> new Place(c[0], c[1], c[2], c[3], c[4]), """
            in|the park|a fountain|a row of swings|played on the swings
            at|the beach|a lighthouse|a heap of shells|built a castle of sand
            in|the forest|a fallen tree|a narrow path|climbed over the fallen tree
            at|the lake|a wooden pier|a rowing boat|threw flat stones into the water
            on|the hill|a windmill|a lonely pine|rolled down the slope
            in|the garden|a vegetable bed|a stone wall|picked the ripe berries
            at|the market|a flower stall|a cheese stall|walked from stall to stall
            on|the farm|a big barn|a muddy yard|fed the hens
            at|the station|a tall clock|a long platform|watched the trains
            in|the library|a globe|a row of shelves|read in a soft chair
            at|the harbour|a white ship|a pile of nets|counted the ships
            in|the village|a church tower|a little shop|talked to the neighbours
            by|the river|a stone bridge|an old willow|caught a small fish
            in|the meadow|a wooden gate|a herd of cows|picked flowers
            in|the attic|a dusty mirror|an old trunk|opened the old trunk
            in|the kitchen|a large oven|a shelf of jars|set the table
            at|the zoo|a monkey house|a pond with ducks|fed the goats
            in|the museum|a painted vase|a suit of armour|looked at the old coins
            at|the fair|a big wheel|a puppet tent|rode on the big wheel
            in|the orchard|a ladder|a row of apple trees|shook the apple trees
            """);

    static final List<Thing> THINGS = table(c -> new Thing(c[0], c[1], c[2], c[3]), """
            kite|paper|flew it over the roofs|string
            ball|rubber|kicked it against the wall|seam
            boat|wood|sailed it on the water|mast
            drum|tin|beat it with two sticks|skin
            doll|cloth|carried it everywhere|arm
            hat|straw|wore it in the sun|brim
            scarf|wool|wore it in the cold|fringe
            book|paper|read it again and again|cover
            lamp|brass|lit it in the evening|shade
            watch|silver|looked at it every hour|glass
            flute|wood|played a tune on it|mouthpiece
            basket|willow|filled it to the top|handle
            key|iron|opened the gate with it|ring
            umbrella|cloth|held it up in the rain|handle
            cup|clay|drank tea from it|handle
            puppet|wood|made it dance|leg
            ring|gold|wore it on one finger|stone
            bag|leather|packed it with care|strap
            whistle|tin|blew it three times|chain
            telescope|brass|watched the stars with it|lens
            sledge|wood|rode down the hill on it|runner
            blanket|wool|spread it on the grass|edge
            map|paper|spread it on the table|corner
            bell|brass|rang it at the door|clapper
            """);

    static final List<Dish> DISHES = table(c -> new Dish(c[0], c[1], c[2], c[3], c[4], c[5]), """
            vegetable soup|carrots|onions|a potato|boiled everything|pot
            apple pie|flour|butter|apples|baked it|oven
            pancakes|eggs|milk|flour|fried them|pan
            fruit salad|pears|plums|a peach|cut everything small|bowl
            bread|flour|yeast|water|baked it|oven
            tomato sauce|tomatoes|garlic|oil|stirred it slowly|pan
            rice pudding|rice|milk|sugar|cooked it slowly|pot
            an omelette|eggs|cheese|herbs|fried it|pan
            plum jam|plums|sugar|lemon juice|boiled it for an hour|pot
            cheese rolls|rolls|butter|cheese|warmed them|oven
            bean stew|beans|onions|sausage|cooked it for two hours|pot
            honey cake|flour|honey|nuts|baked it|oven
            """);

    static final List<Weather> WEATHERS = table(c -> new Weather(c[0], c[1], c[2], c[3]), """
            rainy|rain fell on the roofs|a coat|the streets were wet
            snowy|snow covered the ground|warm boots|the paths were white
            sunny|the sun shone brightly|a straw hat|the stones were warm
            windy|the wind shook the trees|a thick jacket|leaves flew everywhere
            foggy|fog lay over the fields|a warm pullover|nobody could see the hills
            frosty|ice covered the pond|woollen gloves|the ground was hard
            stormy|thunder rolled over the hills|a long raincoat|branches lay on the road
            cloudy|grey clouds hid the sky|a light jacket|the light was soft
            """);

    private Lexicon() {}

    static List<String> list(String commaSeparated) {
        return words(commaSeparated).toList();
    }

    static <T> List<T> table(Function<String[], T> row, String lines) {
        return lines.lines().map(line -> row.apply(line.split("\\|"))).toList();
    }

    private static Stream<String> words(String commaSeparated) {
        return Arrays.stream(commaSeparated.split(", *"));
    }
}
