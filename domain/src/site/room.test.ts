import { expect, test } from "vitest";
import { roomOf } from "./room.ts";

const ZONES = new Map(
  [
    { id: "campus", kind: "site" },
    { id: "chemistry", kind: "building", parent: "campus" },
    { id: "room-114", kind: "room", parent: "chemistry" },
    { id: "cabinet-17", kind: "cabinet", parent: "room-114" },
    { id: "roof-box", kind: "cabinet", parent: "chemistry" },
  ].map((zone) => [zone.id, zone as never]),
);

test.each([
  { zone: "cabinet-17", room: "room-114" },
  { zone: "room-114", room: "room-114" },
  { zone: "roof-box", room: "roof-box" },
  { zone: "chemistry", room: "chemistry" },
  { zone: "gone", room: "gone" },
])("$zone is grouped by $room", ({ zone, room }) => {
  expect(roomOf(ZONES, zone)).toBe(room);
});
