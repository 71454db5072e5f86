package io.bursar.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A headless Chromium of this machine with one tab, spoken to in its own protocol. */
final class Browser implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
    private static final Path PICTURES = Path.of("target", "pictures");
    private static final long LIMIT_SECONDS = 30;
    private static final Gson JSON = new Gson();

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final String session;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
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

        String spelled() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    private Browser(Process process, Path profile, URI address) {
        this.process = process;
        this.profile = profile;
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Messages())
                .join();
        String target = send("Target.createTarget", Map.of("url", "about:blank"), "")
                .get("targetId")
                .getAsString();
        session = send("Target.attachToTarget", Map.of("targetId", target, "flatten", true), "")
                .get("sessionId")
                .getAsString();
        for (String domain : List.of("Page", "Runtime", "Log")) {
            send(domain + ".enable", Map.of());
        }
    }

    static Browser start() throws IOException {
        Path profile = Files.createTempDirectory("chromium");
        List<String> command = List.of(
                program(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-sync",
                "--disable-extensions",
                "--disable-component-update",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            all.append(line).append('\n');
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                Thread.ofVirtual().start(() -> said.lines().forEach(ignored -> {}));
                return new Browser(process, profile, URI.create(listening.group(1)));
            }
        }
        throw new AssertionError("Chromium does not start; it said:\n" + all);
    }

    private static String program() {
        Stream<Path> places = Stream.of(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
                .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)));
        return Stream.concat(Stream.ofNullable(System.getenv("BURSAR_CHROMIUM")).map(Path::of), places)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("The tests of pages need a Chromium, and none was found on the"
                        + " PATH: install the package chromium, or name one with BURSAR_CHROMIUM."))
                .toString();
    }

    private JsonObject send(String method, Map<String, ?> parameters) {
        return send(method, parameters, session);
    }

    private JsonObject send(String method, Map<String, ?> parameters, String to) {
        int id = number.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        Map<String, Object> message = new java.util.HashMap<>(Map.of("id", id, "method", method, "params", parameters));
        if (!to.isEmpty()) {
            message.put("sessionId", to);
        }
        synchronized (socket) {
            socket.sendText(JSON.toJson(message), true).join();
        }
        JsonObject received = answer.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        assertThat(received.has("error")).as("%s: %s", method, received).isFalse();
        return received.getAsJsonObject("result");
    }

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            parts.append(part);
            if (isLast) {
                JsonObject message = JsonParser.parseString(parts.toString()).getAsJsonObject();
                parts.setLength(0);
                if (message.has("id")) {
                    Objects.requireNonNull(waiting.remove(message.get("id").getAsInt()))
                            .complete(message);
                } else {
                    hear(message);
                }
            }
            from.request(1);
            return null;
        }
    }

    private void hear(JsonObject event) {
        JsonObject about = event.getAsJsonObject("params");
        switch (event.get("method").getAsString()) {
            case "Page.loadEventFired" -> loaded.countDown();
            case "Runtime.exceptionThrown" -> complaints.add(about.toString());
            case "Runtime.consoleAPICalled" -> {
                if (about.get("type").getAsString().matches("error|warning|assert")) {
                    complaints.add(about.toString());
                }
            }
            case "Log.entryAdded" -> {
                if (about.getAsJsonObject("entry").get("level").getAsString().equals("error")) {
                    complaints.add(about.toString());
                }
            }
            default -> {
                // Of all else the page may do, tests say nothing.
            }
        }
    }

    /** What pages wrote to their console as errors and warnings. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    void look(Look look) {
        boolean isPhone = look.width < 500;
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", look.width, "height", 844, "deviceScaleFactor", isPhone ? 2 : 1, "mobile", isPhone));
        send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", look.theme))));
    }

    void go(String address) {
        leads(() -> send("Page.navigate", Map.of("url", address)));
    }

    /** Does something that leads to another page. */
    void leads(Runnable deed) {
        loaded = new CountDownLatch(1);
        deed.run();
        try {
            assertThat(loaded.await(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("a page loads")
                    .isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** The value of an expression in the page; promises are awaited. */
    JsonElement ask(String expression) {
        JsonObject answer =
                send("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        assertThat(answer.has("exceptionDetails"))
                .as("%s gave %s", expression, answer)
                .isFalse();
        return answer.getAsJsonObject("result").get("value");
    }

    String text() {
        return ask("document.body.innerText").getAsString();
    }

    /** Keys as a person presses them. */
    void press(String... keys) {
        for (String key : keys) {
            Map<String, Object> down = new java.util.HashMap<>(Map.of("type", "rawKeyDown", "key", key));
            down.put("windowsVirtualKeyCode", key.equals("Enter") ? 13 : 9);
            if (key.equals("Enter")) {
                down.put("type", "keyDown");
                down.put("text", "\r");
            }
            send("Input.dispatchKeyEvent", down);
            send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
        }
    }

    void type(String text) {
        send("Input.insertText", Map.of("text", text));
    }

    /** Presses Tab until the page's focus is on what the selector names. */
    void tabTo(String selector) {
        String isThere = "document.activeElement.matches('" + selector + "')";
        for (int i = 0; i < 60; i++) {
            press("Tab");
            if (ask(isThere).getAsBoolean()) {
                return;
            }
        }
        throw new AssertionError("no way by Tab to " + selector);
    }

    /** A picture of the whole page, for people to look at. */
    void picture(String name) throws IOException {
        JsonObject size = send("Page.getLayoutMetrics", Map.of()).getAsJsonObject("cssContentSize");
        Map<String, Object> clip =
                Map.of("x", 0, "y", 0, "width", size.get("width"), "height", size.get("height"), "scale", 1);
        String image = send(
                        "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true, "clip", clip))
                .get("data")
                .getAsString();
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name + ".png"), Base64.getDecoder().decode(image));
    }

    /** What axe finds against the rules of WCAG 2.2 AA and good practice. */
    List<String> hindrances() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                Browser.class.getResourceAsStream("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js"))) {
            ask(new String(in.readAllBytes(), StandardCharsets.UTF_8) + "; true");
        }
        List<String> found = new ArrayList<>();
        JsonElement violations = ask("""
                axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
                  .then((result) => result.violations
                    .map((each) => each.id + ": " + each.nodes.map((node) => node.html + node.failureSummary)))""");
        violations.getAsJsonArray().forEach(each -> found.add(each.toString()));
        return found;
    }

    /** How far the page is wider than the screen, in pixels. */
    int overflow() {
        return ask("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                .getAsInt();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
