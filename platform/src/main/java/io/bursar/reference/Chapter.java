package io.bursar.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The operations of one tag: a page. */
record Chapter(String title, List<Operation> operations) {
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    String slug() {
        return title.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    String href() {
        return "/docs/" + slug();
    }

    /** All chapters, in the document's order of tags. */
    static List<Chapter> read(Part document) {
        List<Chapter> chapters = new ArrayList<>();
        for (Part tag : document.at("tags").items()) {
            String title = tag.at("name").text();
            List<Operation> operations = new ArrayList<>();
            document.at("paths")
                    .members()
                    .forEach((path, item) -> METHODS.stream()
                            .filter(item::has)
                            .filter(method -> isTagged(item.at(method), title))
                            .forEach(method -> operations.add(read(path, item, method))));
            chapters.add(new Chapter(title, operations));
        }
        return chapters;
    }

    private static boolean isTagged(Part operation, String tag) {
        return operation.at("tags").items().stream()
                .anyMatch(each -> each.text().equals(tag));
    }

    private static Operation read(String path, Part item, String method) {
        Part operation = item.at(method);
        List<Part> parameters = Stream.of(item, operation)
                .flatMap(part -> part.at("parameters").items().stream())
                .toList();
        Part responses = operation.at("responses");
        Part content = responses.members().entrySet().stream()
                .filter(response -> response.getKey().startsWith("2"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(responses.at("200"))
                .at("content");
        return new Operation(
                operation.at("operationId").text(),
                method.toUpperCase(Locale.ROOT),
                path,
                operation.at("summary").text(),
                Prose.paragraphs(operation.at("description").text()),
                operation.at("x-right").text(),
                Rows.ofParameters(parameters, "path"),
                Rows.ofParameters(parameters, "query"),
                Rows.ofParameters(parameters, "header"),
                Rows.ofSchema(operation
                        .at("requestBody")
                        .at("content")
                        .at("application/json")
                        .at("schema")),
                Rows.ofSchema(content.at("application/json").at("schema")),
                statuses(responses),
                curl(operation),
                example(content));
    }

    private static List<Operation.Status> statuses(Part responses) {
        return responses.members().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> new Operation.Status(
                        each.getKey(),
                        Prose.line(each.getValue().at("description").text())))
                .toList();
    }

    private static String curl(Part operation) {
        return operation.at("x-codeSamples").items().stream()
                .map(sample -> sample.at("source").text().strip())
                .findFirst()
                .orElse("");
    }

    private static String example(Part content) {
        Part json = content.at("application/json").at("examples").at("answer").at("value");
        Object value = json.value();
        return value == null
                ? content.at("text/plain")
                        .at("examples")
                        .at("answer")
                        .at("value")
                        .text()
                : OpenApi.pretty(value);
    }
}
