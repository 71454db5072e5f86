package io.bursar;

import io.bursar.api.WebSettings;
import io.bursar.books.DoctorSchedule;
import io.bursar.database.Database;
import io.bursar.database.DatabaseSettings;
import io.bursar.database.Schema;
import io.bursar.gateways.GatewaySettings;
import io.bursar.traces.TraceSettings;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.support.GenericApplicationContext;

/** The application: every capability, wired by its own package. No auto-configuration: what runs is what is named. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ComponentScan({
    "io.bursar.access",
    "io.bursar.api",
    "io.bursar.books",
    "io.bursar.changes",
    "io.bursar.console",
    "io.bursar.customers",
    "io.bursar.database",
    "io.bursar.disputes",
    "io.bursar.gateways",
    "io.bursar.idempotency",
    "io.bursar.jobs",
    "io.bursar.ledger",
    "io.bursar.methods",
    "io.bursar.metrics",
    "io.bursar.outbox",
    "io.bursar.payments",
    "io.bursar.reference",
    "io.bursar.routing",
    "io.bursar.schedules",
    "io.bursar.setups",
    "io.bursar.traces"
})
class Application {
    private static final List<String> PACKAGES = List.of(
            "access",
            "books",
            "console",
            "customers",
            "disputes",
            "gateways",
            "idempotency",
            "imports",
            "ledger",
            "methods",
            "outbox",
            "payments",
            "routing",
            "schedules",
            "setups");

    /**
     * What it is told from outside.
     *
     * @param doctor when the doctor looks
     */
    record Given(
            DatabaseSettings database,
            WebSettings web,
            TraceSettings traces,
            DoctorSchedule doctor,
            GatewaySettings gateways) {}

    /** Starts it; when this returns, it serves. Closing the context stops it in good order, the database last. */
    static ServletWebServerApplicationContext start(Given given) {
        return start(given, nothing -> {});
    }

    /** The same, with further components. */
    static ServletWebServerApplicationContext start(Given given, Consumer<GenericApplicationContext> components) {
        Database database = Database.open(given.database(), Schema.of(PACKAGES));
        boolean isUp = false;
        try {
            ServletWebServerApplicationContext context = run(spring -> {
                provide(spring, database, given);
                components.accept(spring);
            });
            isUp = true;
            return context;
        } finally {
            if (!isUp) {
                database.close();
            }
        }
    }

    private static ServletWebServerApplicationContext run(Consumer<GenericApplicationContext> components) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setAddCommandLineProperties(false);
        application.addInitializers(context -> components.accept((GenericApplicationContext) context));
        return (ServletWebServerApplicationContext) application.run();
    }

    private static void provide(GenericApplicationContext context, Database database, Given given) {
        context.registerBean(Database.class, () -> database);
        context.registerBean(DatabaseSettings.class, given::database);
        context.registerBean(WebSettings.class, given::web);
        context.registerBean(TraceSettings.class, given::traces);
        context.registerBean(DoctorSchedule.class, given::doctor);
        context.registerBean(GatewaySettings.class, given::gateways);
    }
}
