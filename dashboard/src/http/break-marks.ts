import { withoutPersonMarks } from "@labcanary/domain/basics";
import type { App } from "./typed-app.ts";

/** Secrets, which must be taken as they are, and are shown to nobody. */
const SECRETS: ReadonlySet<string> = new Set(["password", "newPassword", "code", "token"]);

/**
 * Of nothing that is sent to any route a mark of somebody (`personMark`) is left: marks are the platform's own, and whoever reads one reads a
 * name. Nothing is refused for it: at a door somebody may be in danger whatever they wrote. Addresses of requests as well, since refusals say
 * what was asked for.
 */
export function breakMarks(app: App): void {
  app.addHook("preValidation", async (request) => {
    request.body = unmarked(request.body);
    request.query = unmarked(request.query);
    request.params = unmarked(request.params);
  });
}

/** The same value, changed in place, keys as well. Without recursion: a body may be nested as deep as it is long. */
export function unmarked<Value>(value: Value): Value {
  const root = { value };
  const left: Record<string, unknown>[] = [root as Record<string, unknown>];
  for (let holder = left.pop(); holder !== undefined; holder = left.pop())
    for (const [key, inner] of Object.entries(holder)) {
      const name = withoutPersonMarks(key);
      if (name !== key) delete holder[key];
      if (typeof inner === "string") {
        if (name !== key || !SECRETS.has(key)) holder[name] = withoutPersonMarks(inner);
        continue;
      }
      if (name !== key) holder[name] = inner;
      // A picture has no words.
      if (typeof inner === "object" && inner !== null && !ArrayBuffer.isView(inner)) left.push(inner as Record<string, unknown>);
    }
  return root.value;
}
