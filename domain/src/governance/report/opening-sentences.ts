import type { Text } from "../../basics/index.ts";
import type { DoorOfMonth } from "./custody-month.ts";
import { lastedText } from "./report-words.ts";
import { many, was } from "./sentence-parts.ts";

/** What the door of each cabinet did in the month, and for how long nobody knows. */
export function openingSentences(doors: readonly DoorOfMonth[]): readonly Text[] {
  if (doors.length === 0) return [{ en: "No door of a cabinet was watched.", zh: "无受监视的储存柜门。" }];
  return doors.map(({ place, visits, unopened, unheard }) => {
    const unrecorded = visits.filter(({ records }) => records.length === 0).length;
    const silent = unheard === 0 ? undefined : lastedText(unheard);
    return {
      en:
        `${place.en}: opened ${many(visits.length, "time")}, ${unrecorded} of them with no record; ` +
        `${many(unopened.length, "record")} ${was(unopened.length)} of no opening that is known${
          silent === undefined ? "" : `; the door could not be read for ${silent.en}`
        }.`,
      zh:
        `${place.zh}：开门 ${visits.length} 次，其中无对应记录 ${unrecorded} 次；无对应开门的记录 ${unopened.length} 条` +
        `${silent === undefined ? "" : `；门有 ${silent.zh}无法读取`}。`,
    };
  });
}
