package io.bursar;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * A shop with customers, who pay at the sandbox: so that somebody who looks at Bursar for the first time sees it at
 * work. A process of its own, a caller like any other; it ends with this one, because its standard input does.
 */
final class DemoProcess {
    private DemoProcess() {}

    /**
     * Opens the shop. What it says, a line a minute, is shown.
     *
     * @param classPath of its program
     * @param key of the API that it calls with
     */
    static void start(String classPath, int port, URI sandbox, String key) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-Duser.timezone=UTC",
                        "io.bursar.bench.ShopDemo",
                        Integer.toString(port),
                        sandbox.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("CLASSPATH", classPath);
        builder.environment().put("BURSAR_DEMO_KEY", key);
        builder.start();
    }
}
