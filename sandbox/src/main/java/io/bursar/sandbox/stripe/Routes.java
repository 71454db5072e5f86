package io.bursar.sandbox.stripe;

import io.bursar.sandbox.faults.Effect;
import io.bursar.sandbox.faults.FaultKind;
import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.world.Call;
import io.bursar.sandbox.world.Player;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** From a path to what answers it. */
final class Routes implements Player {
    /** Parts of the address space whose members are told with their first part, such as {@code radar}. */
    private static final String WARNINGS = "early_fraud_warnings";

    private final State state;
    private final KeptAnswers kept;
    private final PaymentIntents intents;
    private final SetupIntents setups;
    private final Customers customers;
    private final PaymentMethods methods;
    private final Charges charges;
    private final Refunds refunds;
    private final Disputes disputes;
    private final Files files;
    private final StripeActions actions;

    Routes(State state, KeptAnswers kept) {
        this.state = state;
        this.kept = kept;
        methods = new PaymentMethods(state);
        refunds = new Refunds(state, state.money());
        disputes = new Disputes(state, state.money());
        Captures captures = new Captures(state, state.money(), refunds, disputes);
        Confirmation confirmation = new Confirmation(state, methods, captures);
        intents = new PaymentIntents(state, methods, confirmation, captures);
        setups = new SetupIntents(state, methods);
        customers = new Customers(state, methods);
        charges = new Charges(state);
        files = new Files(state);
        actions = new StripeActions(state, confirmation, setups, refunds, disputes);
    }

    /** Tells of money that reaches the merchant's bank, or leaves it again. */
    void hear(java.util.function.Consumer<io.bursar.sandbox.bank.Transfer> bank) {
        state.payouts().hear(bank);
    }

    StripeActions actions() {
        return actions;
    }

    /** The path without its query. */
    static String routeOf(Call call) {
        int mark = call.path().indexOf('?');
        return mark < 0 ? call.path() : call.path().substring(0, mark);
    }

    @Override
    public HttpAnswer apply(Call call) {
        if (call.method().equals(StripeActions.METHOD)) {
            return actions.apply(call);
        }
        state.begin(call);
        try {
            return answer(call);
        } finally {
            state.end();
        }
    }

    private HttpAnswer answer(Call call) {
        Request request;
        HttpAnswer answer;
        boolean isKept = true;
        try {
            request = Request.of(call);
        } catch (StripeProblem problem) {
            return problem.answer(call.requestId());
        }
        try {
            answer = execute(request);
        } catch (StripeProblem problem) {
            answer = problem.answer(call.requestId());
            isKept = problem.isKept();
        }
        answer = wronged(answer);
        if (isKept && !call.key().isEmpty()) {
            String parameters = request.params().tree().canonical();
            kept.keep(
                    call.key(), new KeptAnswers.Kept(routeOf(call), parameters, answer, call.requestId(), call.atMs()));
        }
        return answer;
    }

    private HttpAnswer execute(Request request) {
        Effect effect = state.effect();
        if (effect.is(FaultKind.ERROR_BEFORE)) {
            throw StripeProblem.api(500);
        }
        if (!effect.is(FaultKind.ERROR_AFTER)) {
            return route(request);
        }
        try {
            route(request);
        } catch (StripeProblem problem) {
            if (!problem.isKept()) {
                throw problem;
            }
        }
        throw StripeProblem.api(500);
    }

    private HttpAnswer route(Request request) {
        return switch (request.resource()) {
            case "payment_intents" -> intents.answer(request);
            case "setup_intents" -> setups.answer(request);
            case "customers" -> customers.answer(request);
            case "payment_methods" -> methods.answer(request);
            case "charges" -> charges.answer(request);
            case "refunds" -> refunds.answer(request);
            case "disputes" -> disputes.answer(request);
            case "files" -> files.answer(request);
            case "balance" -> state.money().now();
            case "balance_transactions" -> state.money().answer(request);
            case "payouts" -> state.payouts().answer(request);
            case "events" -> state.events().answer(request);
            case "webhook_endpoints" -> state.events().endpoints().answer(request);
            case "mandates" -> Replies.one(state.mandates.get(request.id(), "mandate"), request);
            case "radar" -> warnings(request);
            default -> throw StripeProblem.noRoute(request.call().method(), Listing.url(request));
        };
    }

    private HttpAnswer warnings(Request request) {
        if (request.route().equals("GET id") && request.id().equals(WARNINGS)) {
            Params params = Replies.listParams(request, Set.of("charge", "payment_intent"));
            String charge = params.text("charge");
            String intent = params.text("payment_intent");
            return Listing.page(
                    state.warnings,
                    request,
                    warning -> (charge == null || charge.equals(warning.charge().id()))
                            && (intent == null
                                    || intent.equals(warning.charge().intent.id())));
        }
        if (request.route().startsWith("GET id/") && request.id().equals(WARNINGS)) {
            return Replies.one(state.warnings.get(request.lastPart(), "id"), request);
        }
        throw StripeProblem.noRoute(request.call().method(), Listing.url(request));
    }

    /** An answer that says something else than what was done. */
    private HttpAnswer wronged(HttpAnswer answer) {
        Effect effect = state.effect();
        boolean isAmount = effect.is(FaultKind.WRONG_AMOUNT);
        if (answer.status() != 200 || (!isAmount && !effect.is(FaultKind.WRONG_CURRENCY))) {
            return answer;
        }
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        String wrong = isAmount ? Wrong.amounts(body) : Wrong.currencies(body);
        return HttpAnswer.json(200, wrong);
    }
}
