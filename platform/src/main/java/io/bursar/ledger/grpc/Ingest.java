package io.bursar.ledger.grpc;

import bursar.ledger.v1.Wire;
import io.bursar.api.ProblemException;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream. So many messages are taken at a time; each that is answered lets one more in, so a caller that writes
 * faster than the ledger books, or does not read its answers, is held back by the transport and not by memory here.
 */
final class Ingest implements StreamObserver<Wire.SubmitRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    /** Enough for a batch that is committed, one that waits, and one that is read. */
    private static final int MESSAGES_IN_FLIGHT = 24;

    private final Submissions submissions;
    private final ServerCallStreamObserver<Wire.SubmitResponse> answers;
    private final Queue<CompletableFuture<Wire.SubmitResponse>> inFlight = new ArrayDeque<>();
    private boolean callerIsDone;
    private boolean ended;

    Ingest(Submissions submissions, ServerCallStreamObserver<Wire.SubmitResponse> answers) {
        this.submissions = submissions;
        this.answers = answers;
        answers.disableAutoRequest();
        answers.setOnReadyHandler(this::answer);
        answers.setOnCancelHandler(this::cancelled);
        answers.request(MESSAGES_IN_FLIGHT);
    }

    @Override
    public void onNext(Wire.SubmitRequest request) {
        CompletableFuture<Wire.SubmitResponse> answer;
        try {
            answer = submissions.submit(request);
        } catch (ProblemException endsTheCall) {
            cancelled();
            throw endsTheCall;
        }
        synchronized (this) {
            inFlight.add(answer);
        }
        CompletableFuture<Wire.SubmitResponse> unused = answer.whenComplete((response, failure) -> answer());
    }

    /** The caller went away. What it sent is booked or refused all the same; its keys tell it later. */
    @Override
    public void onError(Throwable gone) {
        cancelled();
    }

    private synchronized void cancelled() {
        ended = true;
        inFlight.clear();
    }

    @Override
    public synchronized void onCompleted() {
        callerIsDone = true;
        answer();
    }

    /** Writes what is ready, in order. */
    private synchronized void answer() {
        while (!ended && answers.isReady() && isNextDone()) {
            CompletableFuture<Wire.SubmitResponse> next = inFlight.remove();
            try {
                answers.onNext(next.join());
                answers.request(1);
            } catch (CompletionException failed) {
                fail(failed.getCause() == null ? failed : failed.getCause());
            }
        }
        if (!ended && callerIsDone && inFlight.isEmpty()) {
            ended = true;
            answers.onCompleted();
        }
    }

    private boolean isNextDone() {
        CompletableFuture<Wire.SubmitResponse> next = inFlight.peek();
        return next != null && next.isDone();
    }

    private void fail(Throwable cause) {
        ended = true;
        LOG.warn("an ingest stream ended", cause);
        answers.onError(Status.UNAVAILABLE
                .withDescription("Whether this message happened is not known yet. Send it again with the same keys.")
                .asRuntimeException());
    }
}
