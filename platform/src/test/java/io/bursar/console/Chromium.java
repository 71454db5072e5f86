package io.bursar.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium of this machine, spoken to in its own protocol: no driver, nothing to download. */
final class Chromium implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
    private static final long LIMIT_SECONDS = 30;
    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final Map<String, Consumer<JsonNode>> listeners = new ConcurrentHashMap<>();

    private Chromium(Process process, Path profile, URI address) {
        this.process = process;
        this.profile = profile;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Messages())
                .join();
    }

    static Chromium start() throws IOException {
        Path profile = Files.createTempDirectory("chromium");
        List<String> command = List.of(
                program(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--disable-sync",
                "--disable-extensions",
                "--disable-component-update",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--no-first-run",
                "--force-color-profile=srgb",
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
                return new Chromium(process, profile, URI.create(listening.group(1)));
            }
        }
        throw new AssertionError("Chromium does not start; it said:\n" + all);
    }

    private static String program() {
        String named = System.getenv("BURSAR_CHROMIUM");
        Stream<Path> places = Stream.of(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
                .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)));
        Optional<Path> found = Stream.concat(Stream.ofNullable(named).map(Path::of), places)
                .filter(Files::isExecutable)
                .findFirst();
        return found.orElseThrow(() -> new AssertionError("The console's tests need a Chromium, and none was found on"
                        + " the PATH: install the package chromium, or name one with BURSAR_CHROMIUM."))
                .toString();
    }

    /** A new tab, in a browser context of its own: nobody is signed in there. */
    Tab open() {
        String context = send("Target.createBrowserContext", Map.of(), null)
                .path("browserContextId")
                .asString();
        String target = send("Target.createTarget", Map.of("url", "about:blank", "browserContextId", context), null)
                .path("targetId")
                .asString();
        String session = send("Target.attachToTarget", Map.of("targetId", target, "flatten", true), null)
                .path("sessionId")
                .asString();
        return new Tab(this, session);
    }

    void listen(String session, Consumer<JsonNode> listener) {
        listeners.put(session, listener);
    }

    JsonNode send(String method, Map<String, ?> parameters, @Nullable String session) {
        int id = number.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        Map<String, Object> message = new java.util.HashMap<>(Map.of("id", id, "method", method, "params", parameters));
        if (session != null) {
            message.put("sessionId", session);
        }
        try {
            synchronized (socket) {
                socket.sendText(JSON.writeValueAsString(message), true).join();
            }
            JsonNode received = answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (received.has("error")) {
                throw new AssertionError(method + " was answered " + received.path("error"));
            }
            return received.path("result");
        } catch (TimeoutException late) {
            throw new AssertionError(method + " was not answered in " + LIMIT_SECONDS + " s", late);
        } catch (ExecutionException failed) {
            throw new AssertionError(method + " failed", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private final class Messages implements WebSocket.Listener {
        private final List<CharSequence> parts = new ArrayList<>();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            parts.add(part.toString());
            if (isLast) {
                JsonNode message = JSON.readTree(String.join("", parts));
                parts.clear();
                if (message.has("id")) {
                    Objects.requireNonNull(waiting.remove(message.path("id").asInt()))
                            .complete(message);
                } else {
                    listeners
                            .getOrDefault(message.path("sessionId").asString(""), ignored -> {})
                            .accept(message);
                }
            }
            from.request(1);
            return null;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            try (Stream<Path> files = Files.walk(profile)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
