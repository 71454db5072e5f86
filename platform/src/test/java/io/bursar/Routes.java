package io.bursar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** All routes of the running application. */
final class Routes {
    /** How ids begin, by the first segment after the version. */
    private static final Map<String, String> PREFIXES = Map.ofEntries(
            Map.entry("api_keys", "key"),
            Map.entry("webhook_inbox", "whk"),
            Map.entry("scheduled_transactions", "sch"),
            Map.entry("customers", "cus"),
            Map.entry("payment_methods", "pm"),
            Map.entry("routing_rule_sets", "rrs"),
            Map.entry("payment_intents", "pi"),
            Map.entry("setup_intents", "seti"),
            Map.entry("mandates", "mandate"),
            Map.entry("charges", "ch"),
            Map.entry("refunds", "re"),
            Map.entry("disputes", "du"),
            Map.entry("radar", "issfr"),
            Map.entry("files", "file"),
            Map.entry("balance_transactions", "txn"),
            Map.entry("events", "evt"),
            Map.entry("holds", "hold"),
            Map.entry("accounts", "acct"));

    private Routes() {}

    /** @param path with variables in braces */
    record Route(String method, String path, HandlerMethod handler) {
        /** The path with ids that name nothing. */
        String example() {
            return path.replace("{id}", idPrefix() + "_0000g00000000");
        }

        /** How ids begin that its path takes. */
        String idPrefix() {
            return PREFIXES.getOrDefault(path.split("/", -1).length > 2 ? path.split("/", -1)[2] : "", "tx");
        }

        /** All do but the one for Prometheus. */
        boolean answersJson() {
            return !path.equals("/metrics");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static List<Route> of(RunningBursar bursar) {
        List<Route> routes = new ArrayList<>();
        RequestMappingHandlerMapping mapping =
                bursar.context().getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
        mapping.getHandlerMethods().forEach((info, handler) -> add(routes, info, handler));
        routes.sort(Comparator.comparing(Route::path).thenComparing(Route::method));
        return routes;
    }

    private static void add(List<Route> routes, RequestMappingInfo info, HandlerMethod handler) {
        for (String path : info.getPatternValues()) {
            for (RequestMethod method : info.getMethodsCondition().getMethods()) {
                routes.add(new Route(method.name(), path, handler));
            }
        }
    }
}
