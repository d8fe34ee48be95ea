import { findRequirement, missingSentence, type RequirementName, REQUIREMENTS } from "../../tools/requirements.ts";

/** The path of a program a test needs. Throws the sentence that says what to install where it is not there. */
export function requireProgram(name: RequirementName): string {
  const path = findRequirement(name);
  if (path === undefined) throw new Error(missingSentence({ name, ...REQUIREMENTS[name] }));
  return path;
}
