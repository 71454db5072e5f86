package io.bursar.api.web;

import io.bursar.api.Answers;
import io.bursar.api.Caller;
import io.bursar.api.ErrorCode;
import io.bursar.api.ExpansionSource;
import io.bursar.api.ExpansionSource.Member;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** What can be expanded where; makes plans of what callers ask for, or says why not. */
@Component
final class Expansions {
    static final String PARAMETER = "expand";
    /** Objects that a path may go through. */
    static final int DEPTH_MAX = 4;
    /** Paths in a request. */
    static final int PATHS_MAX = 20;

    private static final String ITEMS = "data.";

    /** Sources by the member that they expand. */
    private final Map<Member, ExpansionSource> sources = new HashMap<>();

    Expansions(ObjectProvider<ExpansionSource> all) {
        for (ExpansionSource source : all) {
            for (Member member : source.members()) {
                if (sources.put(member, source) != null) {
                    throw new IllegalStateException("two sources expand " + member);
                }
            }
        }
    }

    /** Every member that can be expanded. */
    Set<Member> members() {
        return Set.copyOf(sources.keySet());
    }

    /** What is to be put where, all of it allowed to this caller. */
    ExpansionPlan plan(List<String> paths, Answers answers, Caller caller) {
        if (paths.size() > PATHS_MAX) {
            throw unknown("Expand at most " + PATHS_MAX + " paths in a request.", PARAMETER);
        }
        ExpansionPlan plan = new ExpansionPlan();
        for (int i = 0; i < paths.size(); i++) {
            String param = PARAMETER + "[" + i + "]";
            ExpansionPlan at = plan;
            for (Step step : steps(paths.get(i), answers, param)) {
                step.source().rights().forEach(caller::require);
                at = at.then(step.path(), step.source());
            }
        }
        return plan;
    }

    private record Step(String path, ExpansionSource source) {}

    private List<Step> steps(String path, Answers answers, String param) {
        boolean isList = answers.shape() == Answers.Shape.LIST;
        if (isList && !path.startsWith(ITEMS)) {
            throw unknown("There is nothing to expand at " + path + "; in a list paths begin with data.", param);
        }
        List<Step> steps = new ArrayList<>();
        Set<String> objects = Set.of(answers.value());
        String prefix = isList ? ITEMS : "";
        String left = path.substring(prefix.length());
        ProblemException otherwise = unknown("There is nothing to expand at " + path + ".", param);
        for (Step step = step(objects, left, otherwise); ; step = step(objects, left, otherwise)) {
            steps.add(new Step(prefix + step.path(), step.source()));
            if (left.equals(step.path())) {
                break;
            }
            left = left.substring(step.path().length() + 1);
            prefix = "";
            objects = step.source().objects();
        }
        if (steps.size() > DEPTH_MAX) {
            throw unknown("Expand goes through at most " + DEPTH_MAX + " objects.", param);
        }
        return steps;
    }

    /** The member of one of these objects with which a path begins. */
    private Step step(Set<String> objects, String path, ProblemException otherwise) {
        return sources.entrySet().stream()
                .filter(each -> objects.contains(each.getKey().object()))
                .filter(each -> (path + ".").startsWith(each.getKey().path() + "."))
                .map(each -> new Step(each.getKey().path(), each.getValue()))
                .findFirst()
                .orElseThrow(() -> otherwise);
    }

    private static ProblemException unknown(String message, String param) {
        return Problem.of(ErrorCode.EXPANSION_UNKNOWN, message, param).asException();
    }
}
