package io.bursar;

import io.bursar.api.WebSettings;
import io.bursar.database.Database;
import io.bursar.database.DatabaseSettings;
import io.bursar.database.Schema;
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
    "io.bursar.console",
    "io.bursar.database",
    "io.bursar.ledger",
    "io.bursar.metrics",
    "io.bursar.reference",
    "io.bursar.schedules",
    "io.bursar.traces"
})
class Application {
    private static final List<String> PACKAGES = List.of("access", "console", "imports", "ledger", "schedules");

    /** Starts it; when this returns, it serves. Closing the context stops it in good order, the database last. */
    static ServletWebServerApplicationContext start(DatabaseSettings settings, WebSettings web) {
        return start(settings, web, TraceSettings.OFF);
    }

    /** The same, with traces. */
    static ServletWebServerApplicationContext start(DatabaseSettings settings, WebSettings web, TraceSettings traces) {
        return start(settings, web, traces, nothing -> {});
    }

    /** The same, with further components. */
    static ServletWebServerApplicationContext start(
            DatabaseSettings settings,
            WebSettings web,
            TraceSettings traces,
            Consumer<GenericApplicationContext> components) {
        Database database = Database.open(settings, Schema.of(PACKAGES));
        boolean isUp = false;
        try {
            ServletWebServerApplicationContext context = run(spring -> {
                provide(spring, database, web, traces);
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

    private static void provide(
            GenericApplicationContext context, Database database, WebSettings web, TraceSettings traces) {
        context.registerBean(Database.class, () -> database);
        context.registerBean(WebSettings.class, () -> web);
        context.registerBean(TraceSettings.class, () -> traces);
    }
}
