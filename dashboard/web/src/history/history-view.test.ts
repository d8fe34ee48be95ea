import { expect, test } from "vitest";
import { type HistoryView, historyPath, SPANS, viewOf } from "./history-view.ts";
import { signalHistoryPath } from "../shell/routes.ts";

const AT_THE_BEGINNING: HistoryView = { mode: "lines", signals: [], span: SPANS.day, shift: "none", zones: [], figure: "mean" };
const from = Date.UTC(2026, 10, 22, 8);

test.each<{ search: string; view: Partial<HistoryView> }>([
  { search: "", view: {} },
  { search: "?signals=a/b,c/d,a/b", view: { signals: ["a/b", "c/d"] } },
  { search: "?signals=a/b&focus=a/b", view: { signals: ["a/b"], focus: "a/b" } },
  { search: "?signals=a/b&focus=x/y", view: { signals: ["a/b"] } },
  { search: "?span=3600", view: { span: SPANS.hour } },
  { search: "?span=0", view: {} },
  { search: "?span=ever", view: {} },
  { search: "?from=2026-11-22T08:00:00Z&to=2026-11-22T09:00:00Z", view: { fixed: { from, to: from + SPANS.hour } } },
  { search: "?from=2026-11-22T16:00:00%2B08:00&to=2026-11-22T09:00:00Z", view: { fixed: { from, to: from + SPANS.hour } } },
  { search: "?from=2026-11-22T09:00:00Z&to=2026-11-22T08:00:00Z", view: {} },
  { search: "?from=yesterday&to=now", view: {} },
  { search: "?mode=month&month=2026-11&figure=beyond", view: { mode: "month", month: "2026-11", figure: "beyond" } },
  { search: "?mode=magic&month=2026-13&figure=median&shift=year", view: {} },
  { search: "?mode=rooms&zones=a,b", view: { mode: "rooms", zones: ["a", "b"] } },
])("the address $search shows $view", ({ search, view }) => {
  expect(viewOf(search)).toEqual({ ...AT_THE_BEGINNING, ...view });
});

test("no more lines and rooms than can be told apart", () => {
  const many = Array.from({ length: 20 }, (_, index) => `d/${index}`).join();
  expect(viewOf(`?signals=${many}&zones=${many}`)).toMatchObject({ signals: { length: 12 }, zones: { length: 6 } });
});

test.each<Partial<HistoryView>>([
  {},
  { signals: ["cab-17/vapour", "a.b_c/d-e"], focus: "cab-17/vapour", span: SPANS.week, shift: "week" },
  { signals: ["a/b"], fixed: { from, to: from + 1000 } },
  { mode: "rooms", signals: ["a/b"], zones: ["room-1", "room-2"] },
  { mode: "month", signals: ["a/b"], month: "2026-02", figure: "max" },
])("the address of %o leads back to it", (view) => {
  const path = historyPath({ ...AT_THE_BEGINNING, ...view });
  expect(viewOf(path.slice("/history".length))).toEqual({ ...AT_THE_BEGINNING, ...view });
});

test("other pages lead to a signal, with a span or without", () => {
  expect(signalHistoryPath("a/b")).toBe(historyPath({ signals: ["a/b"] }));
  const span = { from, to: from + SPANS.hour };
  expect(signalHistoryPath("a/b", span)).toBe(historyPath({ signals: ["a/b"], fixed: span }));
});
