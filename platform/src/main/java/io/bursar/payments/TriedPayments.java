package io.bursar.payments;

import io.bursar.customers.Customer;
import io.bursar.customers.Customers;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.MethodType;
import io.bursar.money.Currency;
import io.bursar.money.Money;
import io.bursar.money.PublicId;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.IntentTerms;
import io.bursar.payments.decide.Payment;
import io.bursar.routing.PastPayments;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was tried, as it stood before it was: for rules to be tried on. */
@Component
final class TriedPayments implements PastPayments {
    static final String LAST = """
            SELECT i.id, i.amount, i.currency, i.terms, a.gateway, a.body
            FROM payments.intent i
            JOIN payments.attempt a ON a.intent = i.id AND a.ordinal = 1
            WHERE i.book = :book
            ORDER BY i.id DESC
            LIMIT :most
            """;

    private final JdbcClient jdbc;
    private final Gateways gateways;
    private final Customers customers;

    TriedPayments(JdbcClient jdbc, Gateways gateways, Customers customers) {
        this.jdbc = jdbc;
        this.gateways = gateways;
        this.customers = customers;
    }

    private record Tried(UUID id, Money amount, IntentTerms terms, String gateway, Attempt.Details details) {}

    @Override
    public List<Past> last(int book, long most) {
        List<Tried> tried = jdbc.sql(LAST)
                .param("book", book)
                .param("most", most)
                .query(TriedPayments::read)
                .list();
        List<UUID> owners = tried.stream()
                .map(each -> each.terms().customer())
                .filter(Objects::nonNull)
                .distinct()
                .flatMap(each -> PublicId.parseUuid("cus", each).stream())
                .toList();
        Map<String, Customer> known =
                customers.findAll(book, owners).stream().collect(Collectors.toMap(Customer::id, Function.identity()));
        return tried.stream()
                .map(each -> past(
                        each, known.get(Objects.requireNonNullElse(each.terms().customer(), ""))))
                .toList();
    }

    private Past past(Tried tried, @Nullable Customer customer) {
        Instrument instrument = tried.details().instrument();
        MethodType type =
                switch (instrument) {
                    case Instrument.Token(MethodType of, String _) -> of;
                    case Instrument.Mandate(MethodType of, String _) -> of;
                    case Instrument.UpiIntent _, Instrument.UpiQr _ -> MethodType.UPI;
                };
        // What one gateway keeps can be tried there alone; a token that only stands for it is known elsewhere, too.
        MethodDetails known = tried.details().known();
        boolean isKept = instrument instanceof Instrument.Mandate
                || (instrument instanceof Instrument.Token(MethodType _, String token)
                        && known != null
                        && token.equals(known.token()));
        List<String> able = gateways.names().stream()
                .filter(name -> gateways.capabilities(name)
                        .filter(each -> each.takes(type, tried.amount().currency()))
                        .isPresent())
                .filter(name -> !isKept || name.equals(tried.gateway()))
                .toList();
        return new Past(
                PublicId.of(Payment.PREFIX, tried.id()),
                RoutingFacts.of(
                        tried.terms(), tried.amount(), type, isKept && known != null ? known.card() : null, customer),
                able,
                tried.gateway(),
                tried.amount());
    }

    private static Tried read(ResultSet row, int index) throws SQLException {
        return new Tried(
                row.getObject("id", UUID.class),
                new Money(row.getLong("amount"), Currency.of(row.getString("currency"))),
                Bodies.read(row.getString("terms"), IntentTerms.class),
                Objects.requireNonNull(row.getString("gateway")),
                Bodies.details(Bodies.read(row.getString("body"), Bodies.AttemptBody.class)));
    }
}
