package io.bursar.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The postmaster as our child. */
final class ServerProcess {
    private final Process process;

    private ServerProcess(Process process) {
        this.process = process;
    }

    /** Whether the kernel can be asked to stop the server when this process is killed. */
    static boolean hasDeathSignal() throws InterruptedException {
        return Commands.succeeds("setpriv", "--pdeathsig=INT", "true");
    }

    /**
     * Starts the command from a thread of its own that lives as long as the child: the kernel sends the parent-death
     * signal when the starting <em>thread</em> ends, not the process.
     */
    static ServerProcess start(List<String> command, Path directory, Path log) throws IOException {
        CompletableFuture<Process> started = new CompletableFuture<>();
        Thread parent = Thread.ofPlatform().daemon().name("postgres-parent").unstarted(() -> {
            @Nullable Process child = null;
            try {
                child = spawn(command, directory, log);
                started.complete(child);
            } catch (IOException e) {
                started.completeExceptionally(e);
            }
            while (child != null && child.isAlive()) {
                child.onExit().join();
            }
        });
        parent.start();
        try {
            return new ServerProcess(started.join());
        } catch (CompletionException e) {
            throw new IOException("cannot run " + command.getFirst(), e.getCause());
        }
    }

    private static Process spawn(List<String> command, Path directory, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("LC_ALL", "C");
        // The server takes its settings from us alone.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    CompletableFuture<Integer> exit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** A clean fast shutdown. @return whether the server is gone within the limit */
    boolean stop(long limitSeconds) throws IOException, InterruptedException {
        if (process.isAlive()) {
            Commands.interrupt(process.pid());
        }
        return process.waitFor(limitSeconds, TimeUnit.SECONDS);
    }

    /** An immediate shutdown: the next start would recover from the log. */
    void quit() throws IOException, InterruptedException {
        if (process.isAlive()) {
            Commands.signal("QUIT", process.pid());
        }
        process.waitFor();
    }

    /** SIGKILL for the postmaster and its children: what a power cut would leave, but for the disk's own cache. */
    void kill9(Path dataDirectory) throws InterruptedException {
        process.toHandle().destroyForcibly();
        try {
            process.onExit().get(30, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new EmbeddedPostgresException("the server " + process.pid() + " does not die", e);
        }
        Postmasters.awaitNoneIn(dataDirectory, ProcessHandle::destroyForcibly);
    }
}
