package io.bursar.engine.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A worker from outside. */
final class WorkerProcess implements AutoCloseable {
    private static final long LIMIT_SECONDS = 90;

    private final Process process;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> said = new ArrayList<>();

    private WorkerProcess(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().start(this::listen);
    }

    /**
     * @param options of the JVM, such as an armed failpoint
     * @param arguments of {@link CrashWorker}
     */
    static WorkerProcess start(List<String> options, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.add(CrashWorker.class.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return new WorkerProcess(builder.start());
    }

    private void listen() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            String line;
            while ((line = reader.readLine()) != null) {
                lines.add(line);
            }
        } catch (IOException closed) {
            lines.add("(its output was closed: " + closed.getMessage() + ")");
        }
    }

    /** Waits until that many commands were answered. @return how many were, less when the process ended before */
    long awaitAnswered(long count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        long answered = 0;
        while (answered < count && System.nanoTime() < end) {
            String line = lines.poll(50, TimeUnit.MILLISECONDS);
            if (line != null) {
                said.add(line);
                answered = line.matches("[0-9]+") ? Long.parseLong(line) : answered;
            } else if (!process.isAlive()) {
                return answered;
            }
        }
        if (answered < count) {
            throw new AssertionError("the worker answered " + answered + " of " + count + " commands: " + said);
        }
        return answered;
    }

    /** SIGKILL. */
    void kill9() throws InterruptedException {
        process.destroyForcibly();
        awaitExit();
    }

    /** Ends its input, so that it finishes what it has and closes the ledger. */
    int stop() throws IOException, InterruptedException {
        process.getOutputStream().close();
        return awaitExit();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            lines.drainTo(said);
            throw new AssertionError("the worker did not end: " + said);
        }
        lines.drainTo(said);
        return process.exitValue();
    }

    List<String> said() {
        lines.drainTo(said);
        return said;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
