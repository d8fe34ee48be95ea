import type { Plan, Site } from "@labcanary/domain/site";
import { roomySite } from "./many-rooms.ts";

const same = (text: string) => ({ en: text, zh: text });

/** A plan of the building of `roomySite` with its rooms side by side; the sensors of the first room have their places. */
export function plannedSite(rooms: number, cabinets: number, over: Partial<Plan> = {}): Site {
  const width = 1000;
  const room = width / rooms;
  const plan: Plan = {
    id: "ground",
    name: { en: "Ground floor", zh: "一层" },
    zoneId: "chemistry",
    drawing: {
      view: { x: 0, y: 0, width, height: 500 },
      shapes: [
        { kind: "path", attributes: { d: "M0 0H1000V500H0Z", "stroke-width": "6" }, fill: 0, stroke: 7 },
        { kind: "text", attributes: { x: "20", y: "480", "font-size": "24" }, fill: 8, words: "Chemistry" },
      ],
    },
    places: [
      ...Array.from({ length: rooms }, (_, index) => ({
        kind: "zone" as const,
        zoneId: `r${index + 1}`,
        x: index * room,
        y: 0,
        w: room,
        h: 400,
      })),
      ...Array.from({ length: cabinets }, (_, index) => ({
        kind: "signal" as const,
        signal: `r1-c${index + 1}/vapour`,
        x: room / 2,
        y: 60 + (index * 320) / cabinets,
      })),
    ],
    ...over,
  };
  return { ...roomySite(rooms, cabinets), plans: [plan, { ...plan, id: "room-2", name: same("Room 2"), zoneId: "r2", places: [] }] };
}
