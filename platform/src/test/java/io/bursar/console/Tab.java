package io.bursar.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** One tab of a {@link Chromium}; remembers whatever the page complained of. */
final class Tab {
    private static final Path PICTURES = Path.of("target", "pictures");
    private static final long LIMIT_MS = 15_000;
    private static final String AXE = read("META-INF/resources/webjars/axe-core/4.6.3/axe.min.js");

    private final Chromium browser;
    private final String session;
    private final List<String> complaints = new ArrayList<>();
    private volatile CountDownLatch loaded = new CountDownLatch(1);

    /** How wide, and how a page is told to look. */
    enum Look {
        DESKTOP_LIGHT(1_280, "light"),
        DESKTOP_DARK(1_280, "dark"),
        PHONE_LIGHT(390, "light"),
        PHONE_DARK(390, "dark");

        private final int width;
        private final String theme;

        Look(int width, String theme) {
            this.width = width;
            this.theme = theme;
        }

        boolean isPhone() {
            return width < 500;
        }
    }

    Tab(Chromium browser, String session) {
        this.browser = browser;
        this.session = session;
        browser.listen(session, this::hear);
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            send(domain + ".enable", Map.of());
        }
        send("Emulation.setTimezoneOverride", Map.of("timezoneId", "Asia/Kolkata"));
        look(Look.DESKTOP_LIGHT);
    }

    /** Theme and zone, as chosen on this page's site before. */
    void forgetChoices() {
        ask("location.protocol === 'http:' ? localStorage.clear() : null");
    }

    private JsonNode send(String method, Map<String, ?> parameters) {
        return browser.send(method, parameters, session);
    }

    private void hear(JsonNode event) {
        JsonNode about = event.path("params");
        switch (event.path("method").asString()) {
            case "Page.loadEventFired" -> loaded.countDown();
            case "Runtime.exceptionThrown" ->
                complain(about.path("exceptionDetails").toString());
            case "Runtime.consoleAPICalled" -> {
                if (about.path("type").asString().matches("error|warning|assert")) {
                    complain(about.path("args").toString());
                }
            }
            case "Log.entryAdded" -> {
                if (about.path("entry").path("level").asString().equals("error")) {
                    complain(about.path("entry").path("text").asString() + " "
                            + about.path("entry").path("url").asString(""));
                }
            }
            default -> {
                // Of all else the page may do, tests say nothing.
            }
        }
    }

    private void complain(String text) {
        synchronized (complaints) {
            complaints.add(text);
        }
    }

    /** What the page wrote to its console as an error or a warning since the last time. */
    List<String> complaints() {
        synchronized (complaints) {
            List<String> said = List.copyOf(complaints);
            complaints.clear();
            return said;
        }
    }

    void look(Look look) {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        look.width,
                        "height",
                        look.isPhone() ? 844 : 860,
                        "deviceScaleFactor",
                        look.isPhone() ? 2 : 1,
                        "mobile",
                        look.isPhone()));
        send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", look.theme))));
    }

    Tab go(URI address) {
        loaded = new CountDownLatch(1);
        JsonNode answer = send("Page.navigate", Map.of("url", address.toString()));
        assertThat(answer.has("errorText")).as("%s: %s", address, answer).isFalse();
        return awaitLoad();
    }

    /** Does something that leads to another page. */
    Tab leads(Runnable deed) {
        loaded = new CountDownLatch(1);
        deed.run();
        return awaitLoad();
    }

    private Tab awaitLoad() {
        try {
            assertThat(loaded.await(LIMIT_MS, TimeUnit.MILLISECONDS))
                    .as("the page loads; now at %s", text("location.href"))
                    .isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
        return this;
    }

    /** The value of an expression in the page; promises are awaited. */
    JsonNode ask(String expression) {
        JsonNode answer = send(
                "Runtime.evaluate",
                Map.of("expression", expression, "awaitPromise", true, "returnByValue", true, "userGesture", true));
        assertThat(answer.has("exceptionDetails"))
                .as("%s gave %s", expression, answer)
                .isFalse();
        return answer.path("result").path("value");
    }

    String text(String expression) {
        return ask("String(" + expression + ")").asString();
    }

    /** Waits until an expression of the page is true. */
    void await(String condition) {
        boolean came = ask("""
                new Promise((resolve) => {
                  const end = Date.now() + %d;
                  const look = () => (%s) ? resolve(true) : Date.now() > end ? resolve(false) : setTimeout(look, 20);
                  look();
                })""".formatted(LIMIT_MS, condition)).asBoolean();
        assertThat(came)
                .as(
                        "%s came true in time at %s:%n%s",
                        condition, text("location.href"), text("document.body.innerText"))
                .isTrue();
    }

    void click(String selector) {
        ask("document.querySelector('" + selector + "').click()");
    }

    /** Keys as a person presses them, one after another; a name longer than a letter is a special key. */
    void press(String... keys) {
        for (String key : keys) {
            boolean isLetter = key.length() == 1;
            String text = isLetter ? key : key.equals("Enter") ? "\r" : "";
            int code = key.equals("Enter") ? 13 : key.equals("Tab") ? 9 : key.equals("Escape") ? 27 : 0;
            Map<String, Object> down = new java.util.HashMap<>(Map.of(
                    "type", text.isEmpty() ? "rawKeyDown" : "keyDown", "key", key, "windowsVirtualKeyCode", code));
            if (!text.isEmpty()) {
                down.put("text", text);
            }
            send("Input.dispatchKeyEvent", down);
            send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
        }
    }

    void type(String text) {
        send("Input.insertText", Map.of("text", text));
    }

    /** A picture of the whole page, for people to look at. */
    void picture(String name) {
        JsonNode size = send("Page.getLayoutMetrics", Map.of()).path("cssContentSize");
        String image = send(
                        "Page.captureScreenshot",
                        Map.of(
                                "format",
                                "png",
                                "captureBeyondViewport",
                                true,
                                "clip",
                                Map.of(
                                        "x", 0,
                                        "y", 0,
                                        "width", size.path("width").asInt(),
                                        "height", size.path("height").asInt(),
                                        "scale", 1)))
                .path("data")
                .asString();
        try {
            Files.createDirectories(PICTURES);
            Files.write(PICTURES.resolve(name + ".png"), Base64.getDecoder().decode(image));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What axe finds that hinders people, by the rules of WCAG 2.2 AA: serious and critical findings. */
    List<String> hindrances() {
        ask(AXE + "; true");
        JsonNode found = ask("""
                axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
                    resultTypes: ["violations"]})
                  .then((result) => result.violations.filter((each) => ["serious", "critical"].includes(each.impact))
                    .map((each) => each.id + ": " + each.help + " " + each.nodes.map((node) => node.html + " "
                        + node.any.map((check) => check.message).join(" ")).join(" | ")))""");
        List<String> texts = new ArrayList<>();
        found.forEach(each -> texts.add(each.asString()));
        return texts;
    }

    /** How far the page is wider than the screen, in pixels: 0 when nothing must be scrolled sideways. */
    int overflow() {
        return ask("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                .asInt();
    }

    private static String read(String resource) {
        try (InputStream in = Tab.class.getClassLoader().getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
