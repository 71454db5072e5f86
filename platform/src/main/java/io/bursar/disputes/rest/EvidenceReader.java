package io.bursar.disputes.rest;

import io.bursar.api.Amendments;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.ObjectIds;
import io.bursar.api.Problem;
import io.bursar.disputes.ChangeDispute.Wanted;
import io.bursar.disputes.Files;
import io.bursar.disputes.decide.Dispute;
import io.bursar.disputes.decide.EvidenceNames;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Reads what is said against a dispute. */
@Component
final class EvidenceReader {
    private final Files files;

    EvidenceReader(Files files) {
        this.files = files;
    }

    Wanted read(Fields body, Dispute dispute) {
        Map<String, String> metadata =
                Amendments.metadata(body, dispute.answering().metadata());
        Fields sent = body.group("evidence");
        Map<String, String> evidence = new TreeMap<>(dispute.answering().evidence());
        if (sent != null) {
            amend(evidence, sent, dispute.book());
        }
        boolean isGiven = body.has("submit") ? body.flag("submit") : sent != null;
        return new Wanted(evidence, metadata, sent != null, isGiven);
    }

    private void amend(Map<String, String> evidence, Fields sent, int book) {
        long all = 0;
        for (String name : EvidenceNames.ALL) {
            String text = Amendments.text(sent, name, evidence.get(name), EvidenceNames.TEXT_MAX);
            if (text == null) {
                evidence.remove(name);
                continue;
            }
            boolean isFile = EvidenceNames.FILES.contains(name);
            if (isFile && sent.has(name)) {
                refuseUnknown(text, sent.nameOf(name), book);
            }
            all += isFile ? 0 : text.length();
            evidence.put(name, text);
        }
        if (all > EvidenceNames.TEXTS_MAX) {
            throw Problem.of(
                            ErrorCode.PARAMETER_INVALID,
                            "The texts of evidence have at most " + EvidenceNames.TEXTS_MAX + " characters in all.",
                            "evidence")
                    .asException();
        }
    }

    private void refuseUnknown(String id, String param, int book) {
        boolean isKnown = ObjectIds.find(Files.PREFIX, id, book)
                .flatMap(uuid -> files.find(uuid, book))
                .isPresent();
        if (!isKnown) {
            throw Problem.missingReference("file", id, param).asException();
        }
    }
}
