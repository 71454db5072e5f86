package io.bursar.tidy;

/**
 * One place that breaks a rule.
 *
 * @param rule the rule's short name, as used in the list of exemptions
 * @param path from the repository's root
 * @param problem what was expected and what came
 * @param fix what to do
 */
public record Finding(String rule, String path, long line, String problem, String fix) {
    @Override
    public String toString() {
        return path + ":" + line + ": [" + rule + "] " + problem + " Fix: " + fix;
    }
}
