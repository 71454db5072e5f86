package io.bursar.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Short commands, waited for. */
final class Commands {
    private Commands() {}

    record Result(int status, String output) {}

    static boolean succeeds(String... command) throws InterruptedException {
        try {
            return run(List.of(command)).status() == 0;
        } catch (IOException e) {
            // The program does not exist here, so it does not succeed either.
            return false;
        }
    }

    static Result run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    /** Asks a PostgreSQL server for a fast shutdown: sessions end, work is written, the server leaves. */
    static void interrupt(long pid) throws IOException, InterruptedException {
        signal("INT", pid);
    }

    static void signal(String name, long pid) throws IOException, InterruptedException {
        run(List.of("sh", "-c", "kill -" + name + " " + pid));
    }
}
