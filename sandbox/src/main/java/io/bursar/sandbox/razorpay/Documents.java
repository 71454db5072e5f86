package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.text.Multipart;
import java.util.Set;

/** {@code /v1/documents}: files that are given as evidence. */
final class Documents {
    private static final Set<String> TYPES = Set.of("image/jpg", "image/jpeg", "image/png", "application/pdf");

    private final Payments payments;
    private final Shelf<Document> documents = new Shelf<>();

    /** A file, of which only what is told is kept. */
    private record Document(String id, long createdAt, Multipart.Upload file) implements Entity {
        @Override
        public String kind() {
            return "document";
        }

        @Override
        public void render(JsonWriter json) {
            json.open().put("id", id).put("entity", "document").put("purpose", "dispute_evidence");
            json.put("name", file.name()).put("mime_type", file.type()).put("size", file.bytes().length);
            json.put("created_at", createdAt).close();
        }
    }

    Documents(Payments payments) {
        this.payments = payments;
    }

    boolean knows(String id) {
        return documents.find(id) != null;
    }

    HttpAnswer answer(String route, String id, Body body) {
        return switch (route) {
            case "POST" -> HttpAnswer.json(200, create(body).bytes());
            case "GET id" -> HttpAnswer.json(200, documents.get(id).bytes());
            default -> throw RazorpayProblem.bad("The requested URL was not found on the server.");
        };
    }

    private Document create(Body body) {
        body.allow(Set.of("purpose", "file"));
        if (!body.require("purpose").equals("dispute_evidence")) {
            throw RazorpayProblem.field("purpose", "The selected purpose is invalid.");
        }
        Multipart.Upload file = Multipart.upload(body.in("file").tree());
        if (file == null) {
            throw RazorpayProblem.field("file", "The file field is required.");
        }
        if (!TYPES.contains(file.type())) {
            throw RazorpayProblem.field("file", "The file must be of type jpg, jpeg, png or pdf.");
        }
        Document document = new Document(payments.id("doc_"), payments.now(), file);
        documents.add(document);
        return document;
    }
}
