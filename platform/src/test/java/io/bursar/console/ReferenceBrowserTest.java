package io.bursar.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import io.bursar.console.Tab.Look;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The reference at {@code /docs} as people meet it; pictures are left in target/pictures. */
@Tag("slow")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReferenceBrowserTest {
    private final RunningBursar bursar = RunningBursar.shared();
    private final Chromium chromium;
    private final Tab tab;

    ReferenceBrowserTest() throws IOException {
        chromium = Chromium.start();
        tab = chromium.open();
    }

    @AfterAll
    void stop() {
        chromium.close();
    }

    private static Map<String, String> pages() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("docs", "/docs");
        pages.put("docs-chapter", "/docs/transactions");
        pages.put("docs-errors", "/docs/errors");
        pages.put("docs-error", "/docs/errors/insufficient_funds");
        return pages;
    }

    @TestFactory
    Stream<DynamicTest> every_page_is_fit_to_be_seen() {
        return pages().entrySet().stream()
                .flatMap(page -> Stream.of(Look.values())
                        .map(look -> DynamicTest.dynamicTest(
                                page.getKey() + " " + look, () -> see(page.getKey(), page.getValue(), look))));
    }

    private void see(String name, String path, Look look) {
        tab.look(look);
        tab.complaints();
        tab.go(bursar.url(path));
        tab.picture(name + "-" + look.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        assertThat(tab.complaints()).as("what %s wrote to the console", path).isEmpty();
        if (look == Look.DESKTOP_LIGHT || look == Look.PHONE_DARK) {
            assertThat(tab.hindrances()).as("what hinders people on %s", path).isEmpty();
        }
        assertThat(tab.overflow()).as("sideways scrolling of %s", path).isZero();
    }
}
