export interface Instruction {
  readonly keyword: string;
  readonly argument: string;
}

/** The keywords this project has use for, out of those the Dockerfile reference lists; any other is taken for a slip. */
const KEYWORDS = ["FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"];

/** The instructions of a Dockerfile in order, continued lines joined. Throws where a line is none. */
export function parseDockerfile(text: string): readonly Instruction[] {
  const lines = text
    .replace(/^#.*\n/gm, "")
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const [, keyword, argument] = /^([A-Z]+)\s+(.+)$/.exec(line) ?? [];
    if (keyword === undefined || argument === undefined || !KEYWORDS.includes(keyword)) throw new Error(`not an instruction: ${line}`);
    return { keyword, argument };
  });
}

/** What `ENV NAME=value …` sets. */
export function environmentOf(instructions: readonly Instruction[]): Readonly<Record<string, string>> {
  const assignments = argumentsOf(instructions, "ENV").flatMap((argument) => argument.split(/\s+/));
  return Object.fromEntries(assignments.map((assignment) => assignment.split("=") as [string, string]));
}

/**
 * Whether a `.dockerignore` leaves a file out, by the patterns this project has use for: a path from the root or a name anywhere (`**` and a
 * slash before it), and `*` within a name. Throws where a pattern is another.
 */
export function isLeftOutBy(text: string): (file: string) => boolean {
  const patterns = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const rules = patterns.map((pattern) => {
    if (!/^(?:\*\*\/)?[\w.*-]+$/.test(pattern)) throw new Error(`not a pattern that is known here: ${pattern}`);
    const name = pattern.replace("**/", "").replaceAll(".", "\\.").replaceAll("*", "[^/]*");
    return new RegExp(`^${pattern.startsWith("**/") ? "(?:.*/)?" : ""}${name}(?:/|$)`);
  });
  return (file) => rules.some((rule) => rule.test(file));
}

/** The arguments of every instruction with this keyword. */
export function argumentsOf(instructions: readonly Instruction[], keyword: string): readonly string[] {
  return instructions.filter((instruction) => instruction.keyword === keyword).map((instruction) => instruction.argument);
}
