import { expect, test } from "vitest";
import { translateIn } from "../testing.ts";
import { toldBriefly } from "./told-briefly.ts";

const nameOf = (id: string): string => ({ wang: "Wang Fang" })[id] ?? id;

test("the wall says who and the proof in few words", () => {
  const briefly = (reach: "accepted" | "delivered") =>
    toldBriefly({ told: { reach, personId: "wang", others: 1 } }, translateIn("en"), nameOf)?.words;
  expect([briefly("accepted"), briefly("delivered")]).toEqual(["Wang Fang +1: no proof", "Wang Fang +1: delivered"]);
  expect(toldBriefly({ untold: "below-priority" }, translateIn("zh"), nameOf)?.words).toBe("不发短信");
  expect(toldBriefly({}, translateIn("en"), nameOf)).toBeUndefined();
});
