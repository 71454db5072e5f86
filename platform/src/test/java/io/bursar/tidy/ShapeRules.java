package io.bursar.tidy;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.PrimitiveTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/** Rules that read a file as a tree: what is declared, caught, called and annotated. */
final class ShapeRules extends TreeScanner<@Nullable Void, @Nullable Void> {
    static final int MAX_METHOD_LINES = 60;
    static final int MAX_PARAMETERS = 5;

    private static final Pattern FORBIDDEN_NAME =
            Pattern.compile("(Manager|Helper|Utils?|Impl|Base|Default|Data|D[Tt][Oo])$");
    private static final Set<String> WIDE = Set.of("Exception", "Throwable", "RuntimeException", "Error");
    private static final Set<String> SKIPS = Set.of("Disabled", "Ignore", "DisabledOnOs", "DisabledIf");
    private static final Set<String> INJECTION = Set.of("Autowired", "Inject", "Value", "Resource");
    private static final Pattern CLOCK_TYPE =
            Pattern.compile("(Instant|Local\\w+|Zoned\\w+|Offset\\w+|Year|YearMonth|MonthDay)");
    private static final Set<String> AMBIENT_CALLS = Set.of(
            "System.currentTimeMillis",
            "System.getenv",
            "UUID.randomUUID",
            "ZoneId.systemDefault",
            "TimeZone.getDefault",
            "Clock.systemUTC",
            "Clock.systemDefaultZone",
            "Clock.system");

    private final SourceFile file;
    private final List<Finding> findings = new ArrayList<>();
    private final Deque<ClassTree> types = new ArrayDeque<>();

    private ShapeRules(SourceFile file) {
        this.file = file;
    }

    static List<Finding> check(SourceFile file) {
        ShapeRules rules = new ShapeRules(file);
        rules.scan(file.tree(), null);
        return rules.findings;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
        if (FORBIDDEN_NAME.matcher(type.getSimpleName()).find()) {
            add(
                    "name",
                    type,
                    "the name " + type.getSimpleName() + " says nothing about what the type is.",
                    "name it after the glossary's word for what it stands for.");
        }
        types.push(type);
        super.visitClass(type, nothing);
        types.pop();
        return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
        long lines = file.lastLineOf(method) - file.lineOf(method) + 1;
        if (lines > MAX_METHOD_LINES) {
            add(
                    "method-length",
                    method,
                    method.getName() + " has " + lines + " lines, the limit is " + MAX_METHOD_LINES + " (aim at 40).",
                    "keep the branches here and move straight pieces into methods named by what they do.");
        }
        if (!file.isTest() && hasOwnSignature(method)) {
            checkParameters(method);
        }
        return super.visitMethod(method, nothing);
    }

    /** Private methods are seen whole; overriding ones and records' headers have their shape from elsewhere. */
    private boolean hasOwnSignature(MethodTree method) {
        ModifiersTree modifiers = method.getModifiers();
        boolean isOverride = modifiers.getAnnotations().stream()
                .anyMatch(
                        annotation -> simpleName(annotation.getAnnotationType()).equals("Override"));
        boolean isRecordHeader = method.getReturnType() == null
                && !types.isEmpty()
                && types.element().getKind() == Kind.RECORD;
        return !modifiers.getFlags().contains(Modifier.PRIVATE) && !isOverride && !isRecordHeader;
    }

    private void checkParameters(MethodTree method) {
        List<? extends VariableTree> parameters = method.getParameters();
        if (parameters.size() > MAX_PARAMETERS) {
            add(
                    "parameters",
                    method,
                    method.getName() + " has " + parameters.size() + " parameters, the limit is " + MAX_PARAMETERS
                            + ".",
                    "make those that travel together a record.");
        }
        for (int i = 1; i < parameters.size(); i++) {
            VariableTree left = parameters.get(i - 1);
            VariableTree right = parameters.get(i);
            boolean isSwappable = left.getType() instanceof PrimitiveTypeTree a
                    && right.getType() instanceof PrimitiveTypeTree b
                    && a.getPrimitiveTypeKind() == b.getPrimitiveTypeKind();
            if (isSwappable) {
                add(
                        "neighbours",
                        method,
                        method.getName() + " takes " + left + " and " + right + " side by side; a caller can swap"
                                + " them unseen.",
                        "wrap one of them, or make a boolean an enum.");
                return;
            }
        }
    }

    @Override
    public @Nullable Void visitVariable(VariableTree variable, @Nullable Void nothing) {
        boolean isField = !types.isEmpty() && types.element().getMembers().contains(variable);
        for (AnnotationTree annotation : variable.getModifiers().getAnnotations()) {
            if (isField && INJECTION.contains(simpleName(annotation.getAnnotationType()))) {
                add(
                        "field-injection",
                        variable,
                        "a field is injected.",
                        "take it in the constructor and make it final.");
            }
        }
        return super.visitVariable(variable, nothing);
    }

    @Override
    public @Nullable Void visitAnnotation(AnnotationTree annotation, @Nullable Void nothing) {
        String name = simpleName(annotation.getAnnotationType());
        if (name.equals("SuppressWarnings")) {
            add(
                    "suppression",
                    annotation,
                    annotation + " adds a suppression; their number only shrinks.",
                    "mend the cause. If it cannot be mended, list it with its reason.");
        }
        if (SKIPS.contains(name)) {
            add("skipped-test", annotation, "a test is switched off.", "mend it or delete it.");
        }
        return super.visitAnnotation(annotation, nothing);
    }

    @Override
    public @Nullable Void visitCatch(CatchTree clause, @Nullable Void nothing) {
        Tree type = clause.getParameter().getType();
        List<? extends Tree> caught = type instanceof UnionTypeTree union ? union.getTypeAlternatives() : List.of(type);
        boolean isWide = caught.stream().anyMatch(each -> WIDE.contains(simpleName(each)));
        if (isWide && !file.isTest() && !Places.isEdge(file)) {
            add(
                    "wide-catch",
                    clause,
                    "catch (" + type + ") outside the edges hides defects.",
                    "catch what you can act on, and let the rest end the request or the job.");
        }
        return super.visitCatch(clause, nothing);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void nothing) {
        String target = call.getMethodSelect().toString();
        boolean takesAClock = !call.getArguments().isEmpty()
                && !call.getArguments().getFirst().toString().startsWith("Zone");
        checkAmbient(call, target, takesAClock);
        if (file.isTest() && target.endsWith(".sleep")) {
            add("sleep", call, "a test sleeps.", "wait for the condition, with a limit.");
        }
        if (file.isTest() && (target.startsWith("assume") || target.startsWith("Assumptions."))) {
            add(
                    "skipped-test",
                    call,
                    "a test may skip itself.",
                    "make it run everywhere, or branch on what it expects.");
        }
        return super.visitMethodInvocation(call, nothing);
    }

    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree reference, @Nullable Void nothing) {
        checkAmbient(reference, reference.getQualifierExpression() + "." + reference.getName(), false);
        return super.visitMemberReference(reference, nothing);
    }

    private void checkAmbient(Tree place, String target, boolean takesAClock) {
        String type = target.replaceFirst("\\.\\w+$", "").replaceFirst("^.*\\.", "");
        String method = target.replaceFirst("^.*\\.", "");
        boolean readsClock = method.equals("now") && CLOCK_TYPE.matcher(type).matches() && !takesAClock;
        boolean isAmbient = readsClock || AMBIENT_CALLS.contains(type + "." + method);
        if (isAmbient && !file.isTest() && !Places.isEdge(file)) {
            add(
                    "ambient",
                    place,
                    target + " reads the clock, chance or the environment.",
                    "take it as a parameter; only database, jobs and api touch them.");
        }
    }

    private void add(String rule, Tree place, String problem, String fix) {
        findings.add(new Finding(rule, file.path(), file.lineOf(place), problem, fix));
    }

    private static String simpleName(Tree type) {
        return type.toString().replaceFirst("^.*\\.", "");
    }
}
