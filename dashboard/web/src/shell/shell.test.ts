import { describe, expect, test } from "vitest";
import { alarmLinesPath, routeOf, SECTIONS, sectionOf, signalPath, tryPath } from "./routes.ts";
import { sectionAt, SHORTCUTS, shortcutOf } from "./shortcuts.ts";

describe("addresses", () => {
  test.each(["cab-17/vapour", "a.b_c/door state", "x/50%"])("the page of %s is found again by its address", (key) => {
    const route = routeOf(signalPath(key));
    expect(route.page === "signal" && `${route.params["deviceId"]}/${route.params["signal"]}`).toBe(key);
  });

  test("where its rules are tried is found again as well", () => {
    expect(routeOf(tryPath("x/50%"))).toEqual({ page: "try", params: { deviceId: "x", signal: "50%" } });
    expect(sectionOf(routeOf(tryPath("x/50%")))?.name).toBe("signals");
  });

  test("contacts, routes and channels are of the same section as duty", () => {
    expect(["/duty", "/people", "/routes", "/channels", "/hand-over"].map((path) => sectionOf(routeOf(path))?.name)).toEqual([
      "duty",
      "duty",
      "duty",
      "duty",
      "duty",
    ]);
  });

  test("the lines of an alarm are found again by its address", () => {
    expect(routeOf(alarmLinesPath("system-log-full-2a"))).toEqual({ page: "journal", params: { alarmId: "system-log-full-2a" } });
  });

  test.each([
    ["/", "alarms"],
    ["/signals", "signals"],
    ["/journal", "journal"],
    ["/health", "health"],
    ["/figures", "figures"],
    ["/try", "try"],
    ["/duty", "duty"],
    ["/people", "people"],
    ["/routes", "routes"],
    ["/channels", "channels"],
    ["/hand-over", "hand-over"],
    ["/hand-over/h1", "hand-over"],
    ["/wall", "wall"],
    ["/nothing", "alarms"],
    ["/signals/only-device", "alarms"],
    ["/signals/cab-17/50%", "alarms"],
    ["/journal/", "alarms"],
  ])("%s is the page %s", (path, page) => {
    expect(routeOf(path).page).toBe(page);
  });
});

describe("keys", () => {
  const press = { ctrlKey: false, altKey: false, metaKey: false, repeat: false };

  test("no key does two things", () => {
    const keys = [...SHORTCUTS.flatMap((shortcut) => shortcut.keys as readonly string[]), ...SECTIONS.map(({ key }) => key)];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each([
    { over: { key: "a" }, typing: false, does: "acknowledge" },
    { over: { key: "a" }, typing: true, does: undefined },
    { over: { key: "Escape" }, typing: true, does: "close" },
    { over: { key: "a", ctrlKey: true }, typing: false, does: undefined },
    { over: { key: "a", repeat: true }, typing: false, does: undefined },
    { over: { key: "j", repeat: true }, typing: false, does: "next" },
    { over: { key: "z" }, typing: false, does: undefined },
  ])("$over while typing is $typing does $does", ({ over, typing, does }) => {
    expect(shortcutOf({ ...press, ...over }, typing)).toBe(does);
  });

  test("a digit goes to its section, but not while somebody types", () => {
    expect(sectionAt({ ...press, key: "6" }, false)?.name).toBe("duty");
    expect(sectionAt({ ...press, key: "6" }, true)).toBeUndefined();
    expect(sectionAt({ ...press, key: "6", metaKey: true }, false)).toBeUndefined();
  });
});
