package io.bursar.routing;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;

/** A rule's condition, ready to be asked. It reads {@link Facts#variables()} and nothing else. */
final class Expression {
    /** Longest text. */
    static final int LENGTH_MAX = 1_000;

    private static final int DEPTH_MAX = 32;
    private static final int ITERATIONS_MAX = 1_000;
    private static final int WHY_MAX = 200;

    private static final MapType TEXTS = MapType.create(SimpleType.STRING, SimpleType.STRING);
    private static final CelOptions OPTIONS = CelOptions.current()
            .comprehensionMaxIterations(ITERATIONS_MAX)
            .maxExpressionCodePointSize(LENGTH_MAX)
            .maxParseRecursionDepth(DEPTH_MAX)
            .build();
    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("method", SimpleType.STRING)
            .addVar("currency", SimpleType.STRING)
            .addVar("amount", SimpleType.INT)
            .addVar("country", SimpleType.STRING)
            .addVar("bin", SimpleType.STRING)
            .addVar("customer", SimpleType.STRING)
            .addVar("customer_metadata", TEXTS)
            .addVar("metadata", TEXTS)
            .addVar("arms", TEXTS)
            .build();
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

    private final CelRuntime.Program program;

    private Expression(CelRuntime.Program program) {
        this.program = program;
    }

    /** What became of a text. */
    sealed interface Compiled {
        record Good(Expression expression) implements Compiled {}

        /** @param why with the line and the column, from 1 */
        record Bad(String why) implements Compiled {}
    }

    /** What a condition says of a payment. */
    sealed interface Verdict {
        record Holds() implements Verdict {}

        record HoldsNot() implements Verdict {}

        /** It has no answer, such as for a member of a map that is not there. */
        record Fails(String why) implements Verdict {}
    }

    static Compiled compile(String text) {
        CelValidationResult result = COMPILER.compile(text);
        if (result.hasError()) {
            CelIssue first = result.getErrors().getFirst();
            return new Compiled.Bad("line " + first.getSourceLocation().getLine() + ", column "
                    + (first.getSourceLocation().getColumn() + 1) + ": " + shortened(first.getMessage()));
        }
        try {
            CelAbstractSyntaxTree tree = result.getAst();
            return tree.getResultType().equals(SimpleType.BOOL)
                    ? new Compiled.Good(new Expression(RUNTIME.createProgram(tree)))
                    : new Compiled.Bad("line 1, column 1: it is of the type "
                            + tree.getResultType().name() + ", not bool");
        } catch (CelValidationException | CelEvaluationException unusable) {
            return new Compiled.Bad("line 1, column 1: " + shortened(String.valueOf(unusable.getMessage())));
        }
    }

    Verdict of(Facts facts) {
        try {
            Object value = program.eval(facts.variables());
            return value instanceof Boolean holds
                    ? holds ? new Verdict.Holds() : new Verdict.HoldsNot()
                    : new Verdict.Fails("it is no truth value");
        } catch (CelEvaluationException noAnswer) {
            return new Verdict.Fails(shortened(String.valueOf(noAnswer.getMessage())));
        } catch (ArithmeticException
                | ClassCastException
                | IllegalArgumentException
                | IllegalStateException
                | IndexOutOfBoundsException
                | UnsupportedOperationException defect) {
            // The library's; a payment is not to fail by it.
            return new Verdict.Fails(defect.getClass().getSimpleName());
        }
    }

    private static String shortened(String text) {
        return text.length() > WHY_MAX ? text.substring(0, WHY_MAX) + "…" : text;
    }
}
