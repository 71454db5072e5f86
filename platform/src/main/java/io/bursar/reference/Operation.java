package io.bursar.reference;

import java.util.List;

/**
 * One operation as its section shows it.
 *
 * @param says HTML
 * @param right that a key needs; empty: the route asks for no key
 * @param pathRows parameters in the path
 * @param queryRows parameters of the query
 * @param headerRows headers that it takes
 * @param bodyRows parameters of the body
 * @param answerRows members of the answer
 * @param curl a request that works in the story of all examples
 * @param example what it is answered; empty: nothing to show
 */
record Operation(
        String id,
        String method,
        String path,
        String summary,
        String says,
        String right,
        List<Row> pathRows,
        List<Row> queryRows,
        List<Row> headerRows,
        List<Row> bodyRows,
        List<Row> answerRows,
        List<Status> statuses,
        String curl,
        String example) {
    /** @param says HTML */
    record Status(String code, String says) {
        boolean isGood() {
            return code.startsWith("2");
        }
    }

    Status good() {
        return statuses.stream().filter(Status::isGood).findFirst().orElse(new Status("200", ""));
    }

    String methodClass() {
        return "method " + method.toLowerCase(java.util.Locale.ROOT);
    }
}
