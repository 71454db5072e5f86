package io.bursar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** All routes of the running application. */
final class Routes {
    private Routes() {}

    /** @param path with variables in braces */
    record Route(String method, String path, HandlerMethod handler) {
        /** The path with ids that name nothing. */
        String example() {
            return path.replace("{id}", idPrefix() + "_0000g00000000");
        }

        /** How ids begin that its path takes. */
        String idPrefix() {
            if (path.startsWith("/v1/api_keys")) {
                return "key";
            }
            if (path.startsWith("/v1/webhook_inbox")) {
                return "whk";
            }
            if (path.startsWith("/v1/scheduled_transactions")) {
                return "sch";
            }
            if (path.startsWith("/v1/customers")) {
                return "cus";
            }
            return path.startsWith("/v1/holds") ? "hold" : path.startsWith("/v1/accounts") ? "acct" : "tx";
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
