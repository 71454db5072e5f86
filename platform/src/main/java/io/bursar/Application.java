package io.bursar;

import io.bursar.api.WebSettings;
import io.bursar.database.Database;
import io.bursar.database.DatabaseSettings;
import io.bursar.database.Schema;
import io.bursar.traces.TraceSettings;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
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
        Database database = Database.open(settings, Schema.of(PACKAGES));
        boolean isUp = false;
        try {
            ServletWebServerApplicationContext context = run(database, web, traces);
            isUp = true;
            return context;
        } finally {
            if (!isUp) {
                database.close();
            }
        }
    }

    private static ServletWebServerApplicationContext run(Database database, WebSettings web, TraceSettings traces) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setAddCommandLineProperties(false);
        application.addInitializers(context -> provide(context, database, web, traces));
        return (ServletWebServerApplicationContext) application.run();
    }

    private static void provide(
            ConfigurableApplicationContext context, Database database, WebSettings web, TraceSettings traces) {
        GenericApplicationContext generic = (GenericApplicationContext) context;
        generic.registerBean(Database.class, () -> database);
        generic.registerBean(WebSettings.class, () -> web);
        generic.registerBean(TraceSettings.class, () -> traces);
    }
}
