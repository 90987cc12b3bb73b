package org.rankscope.model.bundled.corpus;

import java.util.List;

/**
 * What customers write about, and what they are told. Each topic adds the customer's line and the body of the reply.
 */
final class SupportTopics {
    /** One topic: writes both turns up to the closing of the reply. */
    @FunctionalInterface
    interface Topic {
        void write(Scene scene, SupportFacts facts);
    }

    /** Listed twice: what customers write about most. */
    static final List<Topic> TOPICS = List.of(
            SupportTopics::errorCode,
            SupportTopics::errorCode,
            SupportTopics::trouble,
            SupportTopics::trouble,
            SupportTopics::sparePart,
            SupportTopics::shipping,
            SupportTopics::refund,
            SupportTopics::warranty,
            SupportTopics::billing,
            SupportTopics::cancelling,
            SupportTopics::login);

    private static final int REFUND_DAYS = 30;
    private static final int TICKET_PERCENT = 20;

    private SupportTopics() {}

    private static void errorCode(Scene scene, SupportFacts facts) {
        SupportFacts.ErrorCode error = SupportFacts.common(scene.choices(), facts.errorCodes());
        product(scene, facts);
        scene.set("code", error.code()).set("cause", error.cause()).set("remedy", error.remedy());
        customer(
                scene,
                "my {product} shows [error|the code] {code}. [What does it mean?|What can I do?]",
                "[error|code] {code} on the display of my {product} again. Please help.");
        agent(scene);
        scene.say(
                "{code} means that {cause}. [Please|To fix it,] {remedy}.",
                "with {code}, {cause}. [In this case|Please] {remedy}.");
    }

    private static void trouble(Scene scene, SupportFacts facts) {
        product(scene, facts);
        customer(
                scene,
                "my {product} [makes a strange noise|does not turn on|is too slow] [since yesterday|after two weeks].",
                "the {product} I bought [last week|in spring] [is broken|switches off by itself].");
        agent(scene);
        scene.say(
                "with the {product}, [it is mostly|this is usually] the {part}. Please {remedy}.",
                "please check the {part} of your {product}: {remedy}.");
    }

    private static void sparePart(Scene scene, SupportFacts facts) {
        product(scene, facts);
        customer(
                scene,
                "[which|what] spare part do I need for the {product}?",
                "I would like to order a new {part} for my {product}.");
        agent(scene);
        scene.say(
                "the {part} of the {product} has the part number {spare}.",
                "you need part {spare}, the {part} for the {product}.");
        scene.maybe(40, "it is sent from {city}.");
    }

    private static void shipping(Scene scene, SupportFacts facts) {
        product(scene, facts);
        order(scene);
        customer(
                scene,
                "where is my order {order}? I am still waiting for the {product}.",
                "I ordered a {product} (order {order}). When will it arrive?");
        agent(scene);
        scene.say("order {order} [has left|is now in] our warehouse in {city}.", "the {product} is sent from {city}.");
        scene.say("it [takes|should take] {days} days.", "please allow {days} working days.");
    }

    private static void refund(Scene scene, SupportFacts facts) {
        product(scene, facts);
        int daysAgo = scene.choices().between(5, 60);
        scene.set("ago", Integer.toString(daysAgo));
        customer(
                scene,
                "I want to return the {product} that I bought {ago} days ago.",
                "can I get my money back for the {product}? I bought it {ago} days ago.");
        agent(scene);
        if (daysAgo <= REFUND_DAYS) {
            scene.say(
                    "you can return it within " + REFUND_DAYS + " days. We will refund {price} euros.",
                    "that is possible. After we get the {product} back, you receive {price} euros.");
        } else {
            scene.say(
                    "returns are possible within " + REFUND_DAYS + " days only. I can offer [a repair|a voucher].",
                    "after {ago} days I cannot refund it, but [we can repair the {part}|you can sell it in"
                            + " our forum].");
        }
    }

    private static void warranty(Scene scene, SupportFacts facts) {
        SupportFacts.Product product = product(scene, facts);
        int age = scene.choices().between(3, 40);
        scene.set("age", Integer.toString(age));
        customer(
                scene,
                "is there still warranty on my {product}? It is {age} months old.",
                "my {product} broke after {age} months. Do I have to pay for the repair?");
        agent(scene);
        String answer = age <= product.warrantyMonths()
                ? "so the repair is free."
                : "so [I am afraid|unfortunately] you have to pay for it.";
        scene.say(
                "the warranty of the {product} is {warranty} months, " + answer,
                "for the {product} we give {warranty} months of warranty, " + answer);
    }

    private static void billing(Scene scene, SupportFacts facts) {
        plan(scene, facts);
        customer(
                scene,
                "[why|how] was I charged twice for the {plan} plan?",
                "the bill for my {plan} plan [is wrong|looks too high].");
        agent(scene);
        scene.say("the {plan} plan costs {fee} euros a month.", "you pay {fee} euros a month for the {plan} plan.");
        scene.say("[the second charge|any other amount] will be [refunded|corrected] [today|with the next bill].");
    }

    private static void cancelling(Scene scene, SupportFacts facts) {
        plan(scene, facts);
        customer(scene, "I want to cancel [my|the] {plan} plan.", "how can I [end|stop] my {plan} subscription?");
        agent(scene);
        scene.say(
                "you can cancel the {plan} plan [at any time|in your account]; the notice period is {notice}.",
                "the {plan} plan ends {notice} after you cancel it.");
    }

    private static void login(Scene scene, SupportFacts facts) {
        scene.set("kind", scene.choices().oneOf(Lexicon.list("password, user name, security code, e-mail address")));
        customer(
                scene,
                "I cannot log in. I think I forgot my {kind}.",
                "the page does not accept my {kind} any more.",
                "how do I change my {kind}?");
        agent(scene);
        scene.say(
                "please open [the account page|your profile] and choose \"{Kind} lost\".",
                "you can reset your {kind} with the link [in our last e-mail|on the login page].");
        scene.say(
                "the link is valid for [24 hours|one day].",
                "[after three wrong tries|for your safety], the account is locked for one hour.");
    }

    private static void customer(Scene scene, String... templates) {
        scene.set("message", scene.expand(scene.choices().oneOf(List.of(templates))));
        scene.say("Customer: [[Hello|Hi|Good morning|Dear support], {message}|{Message}]");
        scene.line();
    }

    private static void agent(Scene scene) {
        scene.say("Agent: [Hello|Dear customer|Good day], [thank you for your message|I am sorry for the trouble|"
                + "thank you for contacting us|sorry to hear that].");
        if (scene.choices().chance(TICKET_PERCENT)) {
            scene.set("ticket", Integer.toString(scene.choices().between(1000, 9999)));
            scene.say("[your ticket is|I have opened ticket] {ticket}.");
        }
    }

    private static SupportFacts.Product product(Scene scene, SupportFacts facts) {
        SupportFacts.Product product = SupportFacts.common(scene.choices(), facts.products());
        scene.set("product", product.name()).set("part", product.part()).set("remedy", product.remedy());
        scene.set("spare", product.spare()).set("city", product.city()).set("days", Integer.toString(product.days()));
        scene.set("warranty", Integer.toString(product.warrantyMonths()))
                .set("price", Integer.toString(product.price()));
        return product;
    }

    private static void plan(Scene scene, SupportFacts facts) {
        SupportFacts.Plan plan = scene.choices().oneOf(facts.plans());
        scene.set("plan", plan.name()).set("fee", Integer.toString(plan.price()));
        scene.set("notice", plan.noticeWeeks() == 1 ? "one week" : plan.noticeWeeks() + " weeks");
    }

    private static void order(Scene scene) {
        scene.set("order", Integer.toString(scene.choices().between(1000, 9999)));
    }
}
