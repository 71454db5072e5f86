package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.text.Multipart;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/files}: what is given as evidence. Stripe has an address of its own for them; here it is the same. */
final class Files {
    private static final int MAX_BYTES = 5 * 1024 * 1024;
    private static final Map<String, String> TYPES =
            Map.of("application/pdf", "pdf", "image/jpeg", "jpg", "image/jpg", "jpg", "image/png", "png");

    private final State state;

    /** A file, with its content. */
    record Kept(String id, long created, String purpose, Multipart.Upload file, String address) implements Item {
        @Override
        public void render(JsonWriter json, Expand expand) {
            json.open()
                    .put("id", id)
                    .put("object", "file")
                    .put("created", created)
                    .putNull("expires_at");
            json.put("filename", file.name()).open("links").put("object", "list");
            json.openList("data").closeList().put("has_more", false).put("url", "/v1/file_links?file=" + id);
            json.close()
                    .put("purpose", purpose)
                    .put("size", file.bytes().length)
                    .putNull("title");
            json.put("type", TYPES.get(file.type()))
                    .put("url", address + "/v1/files/" + id + "/contents")
                    .close();
        }
    }

    Files(State state) {
        this.state = state;
    }

    HttpAnswer answer(Request request) {
        return switch (request.route()) {
            case "GET" -> list(request);
            case "GET id" -> Replies.one(state.files.get(request.id(), "file"), request);
            case "GET id/contents" -> {
                Multipart.Upload file = state.files.get(request.id(), "file").file();
                yield new HttpAnswer(200, file.type(), List.of(), file.bytes());
            }
            case "POST" -> Replies.one(create(request.params()), request);
            default -> throw StripeProblem.noRoute(request.call().method(), Listing.url(request));
        };
    }

    private HttpAnswer list(Request request) {
        @Nullable
        String purpose = Replies.listParams(request, Set.of("purpose")).text("purpose");
        return Listing.page(state.files, request, file -> purpose == null || purpose.equals(file.purpose()));
    }

    private Kept create(Params params) {
        params.allow(Set.of("file", "purpose"));
        String purpose = params.oneOf(
                "purpose",
                params.require("purpose"),
                List.of("dispute_evidence", "business_logo", "additional_verification"));
        Multipart.Upload file = Multipart.upload(params.in("file").tree());
        if (file == null) {
            throw StripeProblem.missing("file");
        }
        if (file.bytes().length > MAX_BYTES) {
            throw StripeProblem.invalid("The file is larger than 5 MB.", "file");
        }
        String type = file.type().toLowerCase(Locale.ROOT);
        if (!TYPES.containsKey(type)) {
            throw StripeProblem.invalid("The file must be a PDF, a JPEG or a PNG, not " + type + ".", "file");
        }
        Kept kept = new Kept(state.id("file_"), state.now(), purpose, file, state.address);
        state.files.add(kept);
        return kept;
    }
}
