import { err, ok, type Result } from "@labcanary/domain/basics";
import { type PlanPlace, placesText } from "@labcanary/domain/site";
import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from "yaml";
import { endOf, startOf } from "./yaml-places.ts";

/** Why the places of a plan are not written into a file; each with a way out. */
export const PLAN_SOURCE_REFUSALS = {
  notThere: "the plan is not described there",
  inOneLine: "the plan stands in one line; give its keys lines of their own",
  withComments: "comments stand among its places, and would be lost; put the lines in by hand",
} as const;
export type PlanSourceRefusal = keyof typeof PLAN_SOURCE_REFUSALS;

/** The text of a site file with other places of one plan; everything else in it stays as it is, to the character. */
export function withPlaces(text: string, planId: string, places: readonly PlanPlace[]): Result<string, PlanSourceRefusal> {
  const document = parseDocument(text, { keepSourceTokens: true });
  const plans = document.get("plans", true);
  const plan = isSeq(plans) ? plans.items.find((item): item is YAMLMap => isMap(item) && item.get("id") === planId) : undefined;
  if (plan === undefined) return err("notThere");
  const [first] = plan.items;
  const begin = startOf(first);
  if (plan.flow === true || begin === undefined) return err("inOneLine");
  const indent = begin - (text.lastIndexOf("\n", begin - 1) + 1);
  const old = plan.items.find(({ key }) => isScalar(key) && key.value === "places");
  const start = startOf(old);
  const written = placesText(places, indent);
  if (old === undefined || start === undefined) {
    // Behind its last key; a block ends with the line break.
    const end = endOf(plan.items.at(-1)) ?? begin;
    const rest = text.slice(end);
    const before = text.slice(0, end).trimEnd();
    return ok(
      `${before}\n${written}${rest === "" ? text.slice(before.length, end).replace(/^\n/, "") : text.slice(before.length).replace(/^\n/, "")}`,
    );
  }
  const end = endOf(old) ?? start;
  const replaced = text.slice(start, end);
  if (replaced.includes("#")) return err("withComments");
  const tail = replaced.slice(replaced.trimEnd().length);
  return ok(text.slice(0, start) + written.trim() + tail + text.slice(end));
}
