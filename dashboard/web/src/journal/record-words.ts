import type { JournalEntry } from "@labcanary/domain/messages";

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (value ?? {}) as Fields;
const textOf = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const yesOf = (value: unknown): string => (value === true ? "yes" : "no");

/** What the sentences about checklists, patrols, checks and drills need of their lines. */
export function recordWords({ kind, detail }: JournalEntry): Readonly<Record<string, string>> {
  const act = fieldsOf(detail["act"]);
  switch (kind) {
    case "checklist-recorded": {
      const list = fieldsOf(act["list"]);
      return { list: textOf(list["id"]), version: textOf(list["version"]) };
    }
    case "patrol-recorded": {
      const draw = fieldsOf(act["round"])["draw"];
      const patrol = textOf(act["patrolId"]) || textOf(detail["record"]).replace("patrol/", "PT-");
      return { patrol, day: textOf(act["day"]), drawn: yesOf(draw !== undefined), line: textOf(fieldsOf(draw)["line"]) };
    }
    case "check-recorded":
      return {
        item: textOf(act["item"]),
        failed: yesOf(act["failed"]),
        late: yesOf(act["late"]),
        hazard: textOf(act["hazard"]),
        by: textOf(act["by"]),
      };
    case "drill-recorded":
      return {
        drillStep: textOf(act["step"]),
        withdrawn: yesOf(act["reached"] === undefined),
        drillEnd: textOf(fieldsOf(act["end"])["because"]),
        hazard: textOf(act["hazard"]),
      };
    case "drill-ended":
      return { drillEnd: textOf(detail["because"]) };
    default:
      return {};
  }
}

/** What somebody wrote beside an answer, or beside the signature. */
export function wordsOfAnswer({ detail }: JournalEntry): string {
  const act = fieldsOf(detail["act"]);
  const { words, value } = fieldsOf(act["answer"]);
  return [textOf(value), textOf(words), textOf(act["note"])].filter((part) => part !== "").join(": ");
}
