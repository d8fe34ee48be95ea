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

/** The arguments of every instruction with this keyword. */
export function argumentsOf(instructions: readonly Instruction[], keyword: string): readonly string[] {
  return instructions.filter((instruction) => instruction.keyword === keyword).map((instruction) => instruction.argument);
}
