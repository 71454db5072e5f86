package io.bursar.methods;

import io.bursar.customers.Customer;
import io.bursar.customers.Customers;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.Vault.Kept;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Under which name a gateway knows a customer; it is told of the customer if need be. */
@Component
public final class PayerAtGateway {
    private final Customers customers;
    private final Gateways gateways;

    PayerAtGateway(Customers customers, Gateways gateways) {
        this.customers = customers;
        this.gateways = gateways;
    }

    /** The gateway's id of a customer. May call the gateway: not to be called inside a transaction. */
    Kept<String> reference(Customer customer, String gateway) {
        Optional<String> known = customers.reference(customer.book(), customer.uuid(), gateway);
        if (known.isPresent()) {
            return new Kept.Done<>(known.get());
        }
        Kept<String> made = gateways.vault(gateway)
                .makeCustomer("customer-" + customer.id(), customer.id(), customer.name(), customer.email());
        return made instanceof Kept.Done<String>(String reference)
                ? new Kept.Done<>(customers.keepReference(customer.book(), customer.uuid(), gateway, reference))
                : made;
    }

    /** The same. @throws ProblemException when the gateway was not told, or nobody knows whether it was */
    public String require(Customer customer, String gateway) {
        Kept<String> reference = reference(customer, gateway);
        if (reference instanceof Kept.Done<String>(String known)) {
            return known;
        }
        throw Silence.of(reference, "customer").asException();
    }
}
