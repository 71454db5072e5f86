package io.bursar.gateways;

import io.bursar.api.Masks;
import io.bursar.database.Transactions;
import io.bursar.gateways.Answer.Reason;
import io.bursar.gateways.Line.Kind;
import io.bursar.gateways.Line.Outcome;
import io.bursar.money.Invariant;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateways of this deployment, and the only way to call them: each call passes a limiter, a bulkhead and a circuit
 * breaker of its gateway and kind, and ends within the gateway's time-out. Not to be called inside a database
 * transaction.
 *
 * <p>An answer is of the call alone. Whoever performs an order again because an earlier call came to {@link
 * Answer.Unknown} learns nothing from {@link Answer.NotSent}.
 */
public final class Gateways implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateways.class);
    private static final Line.Reading<Answer> ANSWER = new Line.Reading<>(Gateways::outcome, Answer.NotSent::new);

    private final Map<String, Office> offices = new LinkedHashMap<>();

    /** What belongs to one gateway. */
    private record Office(
            Gateway gateway,
            Map<Kind, Line> lines,
            Vault vault,
            Window window,
            Map<Inquiry, CompletableFuture<Answer>> looks) {
        Line line(Kind kind) {
            return java.util.Objects.requireNonNull(lines.get(kind));
        }
    }

    Gateways(List<Gateway> gateways, Function<String, Function<Kind, Line.Policy>> policies, MeterRegistry registry) {
        for (Gateway gateway : gateways) {
            Map<Kind, Line> lines = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                Line.Policy policy = policies.apply(gateway.name()).apply(kind);
                lines.put(kind, new Line(gateway.name(), kind, policy, registry));
            }
            Vault vault = new GuardedVault(gateway, java.util.Objects.requireNonNull(lines.get(Kind.VAULT)));
            offices.put(
                    gateway.name(),
                    new Office(
                            gateway,
                            Collections.unmodifiableMap(lines),
                            vault,
                            new Window(),
                            new ConcurrentHashMap<>()));
        }
    }

    /** Names of those that are configured, in the order of the configuration. */
    public List<String> names() {
        return List.copyOf(offices.keySet());
    }

    /** Names of all accounts with a provider, in the same order: whose token it is, nobody told. */
    public List<String> namesOf(String provider) {
        return offices.keySet().stream()
                .filter(name -> GatewaySettings.provider(name).equals(provider))
                .toList();
    }

    /** What a gateway can do; empty: it is not configured. */
    public Optional<Capabilities> capabilities(String gateway) {
        return Optional.ofNullable(offices.get(gateway))
                .map(office -> office.gateway().capabilities());
    }

    /** Whether a gateway makes no payment without the payer's mail address and telephone number. */
    public boolean needsContact(String gateway) {
        Office office = offices.get(gateway);
        return office != null && office.gateway().needsContact();
    }

    /** Reads what a gateway sends; empty: it is not configured. */
    public Optional<Postbox> postbox(String gateway) {
        return Optional.ofNullable(offices.get(gateway))
                .map(office -> office.gateway().postbox());
    }

    /** Does something with a payment. */
    public Answer perform(String gateway, Order order) {
        checkOutside();
        Office office = offices.get(gateway);
        if (office == null) {
            return new Answer.NotSent(Reason.NOT_ABLE);
        }
        Kind kind = Kind.of(order);
        long beganNs = System.nanoTime();
        Answer answer = office.line(kind).call(ANSWER, () -> office.gateway().perform(order));
        if (kind == Kind.AUTHORISE || kind == Kind.CAPTURE) {
            office.window().add(outcome(answer), System.nanoTime() - beganNs);
        }
        tell(gateway, kind, order.ticket(), answer);
        return answer;
    }

    /** Asks what the provider knows. Equal questions that are under way at once are asked once. */
    public Answer look(String gateway, Inquiry inquiry) {
        checkOutside();
        Office office = offices.get(gateway);
        if (office == null) {
            return new Answer.NotSent(Reason.NOT_ABLE);
        }
        CompletableFuture<Answer> mine = new CompletableFuture<>();
        CompletableFuture<Answer> underWay = office.looks().putIfAbsent(inquiry, mine);
        if (underWay != null) {
            return underWay.join();
        }
        try {
            Answer answer =
                    office.line(Kind.LOOK).call(ANSWER, () -> office.gateway().look(inquiry));
            mine.complete(answer);
            tell(gateway, Kind.LOOK, new Ticket(inquiry.operation(), inquiry.attempt(), inquiry.payment()), answer);
            return answer;
        } finally {
            office.looks().remove(inquiry, mine);
            // Only when a defect has ended the call before it was answered.
            mine.complete(new Answer.Unknown("the look was not completed"));
        }
    }

    /** The gateway's office for disputes, with the same limits around it; one that is not configured takes nothing. */
    public DisputeDesk disputes(String gateway) {
        Office office = offices.get(gateway);
        return office == null ? DisputeDesk.NONE : new GuardedDesk(office.gateway(), office.line(Kind.DISPUTE));
    }

    /** The gateway's store of customers and methods, with the same limits around it. */
    public Vault vault(String gateway) {
        Office office = offices.get(gateway);
        Invariant.check(office != null, "no gateway %s is configured", gateway);
        return java.util.Objects.requireNonNull(office).vault();
    }

    /** How a gateway has been doing. */
    public Health health(String gateway) {
        Office office = offices.get(gateway);
        return office == null
                ? new Health(State.FAILING, 0, 0, 0)
                : office.window().health(office.line(Kind.AUTHORISE).state());
    }

    /**
     * Over a sliding window of the last calls that take money, of five minutes at most.
     *
     * @param calls in the window
     * @param answeredPerMille of them answered at all, yes or no; 1,000 when there was none
     * @param p95Millis of those that were answered
     */
    public record Health(State state, int calls, int answeredPerMille, long p95Millis) {}

    public enum State {
        /** Calls go out. */
        WELL,
        /** Calls go out, a few as a test. */
        RECOVERING,
        /** None go out. */
        FAILING
    }

    /** Answers may take seconds: a transaction would keep its locks and its connection for as long. */
    static void checkOutside() {
        Invariant.check(!Transactions.isInside(), "a provider is called inside a database transaction");
    }

    static Outcome outcome(Answer answer) {
        return switch (answer) {
            case Answer.Seen _ -> Outcome.ANSWERED;
            case Answer.Declined _ -> Outcome.DECLINED;
            case Answer.Refused _ -> Outcome.REFUSED;
            case Answer.Missing _ -> Outcome.MISSING;
            case Answer.NotSent(Reason reason) -> Outcome.of(reason);
            case Answer.Unknown _ -> Outcome.UNKNOWN;
        };
    }

    private static void tell(String gateway, Kind kind, Ticket ticket, Answer answer) {
        String why =
                switch (answer) {
                    case Answer.Unknown(String reason) -> "unknown: " + reason;
                    case Answer.Refused(String code, String message) -> "refused: " + code + ": " + message;
                    case Answer.NotSent(Reason reason) -> "not sent: " + reason;
                    case Answer.Seen _, Answer.Declined _, Answer.Missing _ -> "";
                };
        if (!why.isEmpty()) {
            LOG.warn(
                    "a gateway did not do what was asked gateway={} kind={} attempt={} operation={} payment={} why={}",
                    gateway,
                    kind.text(),
                    ticket.attempt(),
                    ticket.operation(),
                    ticket.payment(),
                    Masks.mask(why));
        }
    }

    /** The last calls, for {@link Health}. */
    private static final class Window {
        private static final int SIZE = 100;
        private static final long UNANSWERED = -1;
        /** One that gets no calls because it did badly is to be tried again some time. */
        private static final long AGE_MAX_NS = TimeUnit.MINUTES.toNanos(5);

        private final Deque<Taken> calls = new ArrayDeque<>(SIZE);

        /** @param tookNs {@link #UNANSWERED}, or how long the answer took */
        private record Taken(long atNs, long tookNs) {}

        synchronized void add(Outcome outcome, long ns) {
            boolean wasSent = outcome != Outcome.BUSY && outcome != Outcome.NOT_ABLE && outcome != Outcome.BREAKER_OPEN;
            if (wasSent) {
                if (calls.size() == SIZE) {
                    calls.removeFirst();
                }
                boolean isAnswered = outcome != Outcome.UNKNOWN && outcome != Outcome.UNREACHABLE;
                calls.addLast(new Taken(System.nanoTime(), isAnswered ? ns : UNANSWERED));
            }
        }

        synchronized Health health(State state) {
            long oldest = System.nanoTime() - AGE_MAX_NS;
            calls.removeIf(call -> call.atNs() - oldest < 0);
            long[] answered = calls.stream()
                    .mapToLong(Taken::tookNs)
                    .filter(ns -> ns != UNANSWERED)
                    .sorted()
                    .toArray();
            int made = calls.size();
            int perMille = made == 0 ? 1_000 : answered.length * 1_000 / made;
            int place = (int) Math.ceil(answered.length * 0.95) - 1;
            long p95Ns = answered.length == 0
                    ? 0
                    : Arrays.stream(answered)
                            .skip(Math.max(0, place))
                            .findFirst()
                            .orElse(0);
            return new Health(state, made, perMille, TimeUnit.NANOSECONDS.toMillis(p95Ns));
        }
    }

    /** Ends the gateways' connections. */
    @Override
    public void close() {
        offices.values().forEach(office -> office.gateway().close());
    }
}
