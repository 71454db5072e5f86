package io.bursar.disputes.rest;

import io.bursar.api.Answer;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.IdRange;
import io.bursar.api.ObjectIds;
import io.bursar.api.Problem;
import io.bursar.api.Requires;
import io.bursar.api.TakesFile;
import io.bursar.api.Upload;
import io.bursar.disputes.Files;
import io.bursar.idempotency.Idempotency;
import io.bursar.payments.PaymentStore;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Files that are given as evidence, in the shape of Stripe's. */
@Controller
final class FileEndpoints {
    private static final String URL = "/v1/files";
    /** As Stripe takes it: five megabytes, in bytes. */
    private static final int MOST = 5 << 20;

    static final String LIST = "SELECT " + Files.COLUMNS + """
            FROM disputes.file
            WHERE book = :book AND id > :above AND id < :below
                AND (CAST(:purpose AS text) IS NULL OR purpose = :purpose)
            """;

    private final Files files;
    private final Idempotency idempotency;
    private final PaymentStore clock;
    private final JdbcClient jdbc;

    FileEndpoints(Files files, Idempotency idempotency, PaymentStore clock, JdbcClient jdbc) {
        this.files = files;
        this.idempotency = idempotency;
        this.clock = clock;
        this.jdbc = jdbc;
    }

    private record Sent(Upload file, String type) {
        static Sent read(Fields body) {
            purpose(body, body.requireText("purpose"));
            Upload file = body.requireFile("file");
            if (file.content().length == 0 || file.content().length > MOST) {
                throw body.problem(
                        ErrorCode.PARAMETER_INVALID,
                        "file",
                        "file has 1 byte to 5 MiB; this one has " + file.content().length + ".");
            }
            return new Sent(file, type(body, file));
        }

        /** By how the content begins: what is said of it may be anything. */
        private static String type(Fields body, Upload file) {
            if (file.begins("%PDF-")) {
                return "application/pdf";
            }
            if (file.begins("\u00ff\u00d8\u00ff")) {
                return "image/jpeg";
            }
            if (file.begins("\u0089PNG\r\n\u001a\n")) {
                return "image/png";
            }
            throw body.problem(ErrorCode.PARAMETER_INVALID, "file", "file must be a PDF, a JPEG or a PNG.");
        }
    }

    private static void purpose(Fields fields, @Nullable String purpose) {
        if (purpose != null && !purpose.equals(Files.PURPOSE)) {
            throw fields.problem(ErrorCode.PARAMETER_INVALID, "purpose", "purpose must be " + Files.PURPOSE + ".");
        }
    }

    @PostMapping(URL)
    @TakesFile(most = MOST)
    @Requires(Right.DISPUTES_WRITE)
    @Answers("file")
    Answer create(Call call) {
        return idempotency.once(Idempotency.asked(call, "POST " + URL), () -> {
            Sent sent = call.readBody(Sent::read);
            int book = call.caller().book();
            Files.Kept kept = files.keep(ObjectIds.next(book), book, sent.file, sent.type, clock.now());
            return Answer.ok(kept::write);
        });
    }

    @GetMapping(URL)
    @Requires(Right.DISPUTES_READ)
    @Answers(value = "file", shape = Answers.Shape.LIST)
    Answer list(Call call) {
        int book = call.caller().book();
        record Query(IdRange range, @Nullable String purpose) {}
        Query query = call.readQuery(fields -> {
            String purpose = fields.text("purpose");
            purpose(fields, purpose);
            return new Query(IdRange.read(fields, Files.PREFIX, book), purpose);
        });
        return query.range
                .page()
                .answer(
                        URL,
                        DisputeLists.ranged(jdbc, LIST, query.range, book)
                                .param("purpose", query.purpose)
                                .query(Files.Kept::read)
                                .list(),
                        (out, each) -> each.write(out));
    }

    @GetMapping(URL + "/{id}")
    @Requires(Right.DISPUTES_READ)
    @Answers("file")
    Answer get(Call call) {
        call.readNothing();
        int book = call.caller().book();
        return ObjectIds.find(Files.PREFIX, call.path("id"), book)
                .flatMap(id -> files.find(id, book))
                .map(kept -> Answer.ok(kept::write))
                .orElseThrow(
                        () -> Problem.missing("file", call.path("id"), "id").asException());
    }
}
