package io.bursar.routing;

import io.bursar.engine.Riders;
import io.bursar.gateways.Gateways;
import io.bursar.routing.ActiveRules.Compilation;
import io.bursar.routing.Choosing.Choice;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Says where payments are to be tried. */
@Component
public final class Routing {
    private final ActiveRules active;
    private final Gateways gateways;
    private final ObjectProvider<Arms> arms;
    private final Counter failures;

    Routing(ActiveRules active, Gateways gateways, ObjectProvider<Arms> arms, MeterRegistry registry) {
        this.active = active;
        this.gateways = gateways;
        this.arms = arms;
        this.failures = Counter.builder("routing.rule.failures")
                .description("Rules that were passed over because they could not be evaluated")
                .register(registry);
    }

    /**
     * Never fails because of a rule.
     *
     * @param facts asked for when there are rules; their arms are filled in here
     * @param able gateways that can take the payment, in the order of the configuration; at least one
     */
    public Decision decide(int book, Supplier<Facts> facts, List<String> able) {
        Compilation rules = active.of(book).orElse(null);
        Choice choice = rules == null ? new Choice(-1, able, List.of()) : choose(rules, book, facts.get(), able);
        failures.increment(choice.failures().size());
        List<Decision.Option> options = choice.gateways().stream()
                .map(gateway -> new Decision.Option(gateway, gateways.health(gateway)))
                .toList();
        return new Decision(rules == null ? null : by(rules.set(), choice), able, Choosing.byHealth(options));
    }

    private Choice choose(Compilation rules, int book, Facts facts, List<String> able) {
        Facts whole = withArms(book, facts);
        return Choosing.choose(rules.set().rules(), rule -> rules.verdict(rule, whole), able);
    }

    private Facts withArms(int book, Facts facts) {
        Arms known = arms.getIfAvailable();
        return known == null
                ? facts
                : new Facts(
                        facts.method(),
                        facts.currency(),
                        facts.amount(),
                        facts.country(),
                        facts.bin(),
                        facts.customer(),
                        facts.customerMetadata(),
                        facts.metadata(),
                        known.of(book, facts.customer()));
    }

    private static Decision.@Nullable By by(RuleSet set, Choice choice) {
        String name = choice.rule() < 0 ? "" : set.rules().get(choice.rule()).name();
        return new Decision.By(set.uuid(), set.version(), choice.rule(), name, choice.failures());
    }

    /**
     * A try, whose decision is kept in the commit that writes it.
     *
     * @param gateway where it is made
     */
    public record Try(UUID attempt, UUID payment, int book, String gateway) {}

    /** Rows for the commit of a try; none when there was nothing to decide. */
    public static List<Riders.Call> rows(Decision decision, Try tried) {
        return decision.isTold() ? List.of(DecisionStore.row(decision, tried)) : List.of();
    }
}
