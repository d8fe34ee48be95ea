import type { Zone } from "@labcanary/domain/site";
import type { PlanSignal } from "../api.ts";
import type { Scene, SceneMark, SceneZone } from "./scene.ts";

/** Of one signal with its name, in pixels at full size. */
export const CELL = { width: 236, height: 30 } as const;
/** Above the content of a zone: its name. */
const HEAD = 30;
const GAP = 12;
/** Signals of one zone beneath one another before the next column. Chosen: a column stays on the screen. */
const MOST_ROWS = 8;
/** Width to height a zone with zones inside strives for: that of a console's pane. */
const ASPECT = 1.5;

/** A box that knows its size and not yet where it stands. */
interface Block {
  readonly width: number;
  readonly height: number;
  place(x: number, y: number): void;
}

/**
 * A zone without a drawing: boxes in boxes, as zones are in zones, each with its signals first and then the zones inside it, in the
 * order of the site. The same zones and signals always lie the same way. Zones without signals are left out.
 */
export function layoutOf(zoneId: string, zones: readonly Zone[], signals: readonly PlanSignal[]): Scene {
  const childrenOf = Map.groupBy(zones, ({ parent }) => parent);
  const signalsOf = Map.groupBy(signals, (signal) => signal.zoneId);
  const placedZones: SceneZone[] = [];
  const marks: SceneMark[] = [];

  function blockOf(zone: Zone): Block | undefined {
    const own = signalsOf.get(zone.id) ?? [];
    const inner = (childrenOf.get(zone.id) ?? []).flatMap((child) => blockOf(child) ?? []);
    if (own.length === 0 && inner.length === 0 && zone.id !== zoneId) return undefined;
    const parts = [...(own.length === 0 ? [] : [cellsOf(own)]), ...inner];
    const { width, height, places } = inShelves(parts);
    const size = { width: Math.max(width, CELL.width) + 2 * GAP, height: HEAD + height + GAP };
    return {
      ...size,
      place(x, y) {
        placedZones.push({ zone, x, y, w: size.width, h: size.height });
        for (const [index, part] of parts.entries()) part.place(x + GAP + (places[index]?.x ?? 0), y + HEAD + (places[index]?.y ?? 0));
      },
    };
  }

  function cellsOf(own: readonly PlanSignal[]): Block {
    const rows = Math.min(MOST_ROWS, own.length);
    return {
      width: Math.ceil(own.length / rows) * CELL.width,
      height: rows * CELL.height,
      place(x, y) {
        for (const [index, signal] of own.entries()) {
          marks.push({
            signal,
            x: x + (Math.floor(index / rows) + 0.5) * CELL.width,
            y: y + ((index % rows) + 0.5) * CELL.height,
          });
        }
      },
    };
  }

  const root = zones.find(({ id }) => id === zoneId);
  const block = root === undefined ? undefined : blockOf(root);
  block?.place(GAP, GAP);
  const view = { x: 0, y: 0, width: (block?.width ?? CELL.width) + 2 * GAP, height: (block?.height ?? HEAD) + 2 * GAP };
  return { view, zones: placedZones, marks, isNamed: true };
}

interface Shelves {
  readonly width: number;
  readonly height: number;
  readonly places: readonly { readonly x: number; readonly y: number }[];
}

/** Blocks side by side in rows, in their order; of the widths at which a row can end, the one that is seen largest in a console's pane. */
function inShelves(blocks: readonly Block[]): Shelves {
  const widths = blocks.map((_, index) => blocks.slice(0, index + 1).reduce((sum, { width }) => sum + width + GAP, 0));
  const widest = Math.max(0, ...blocks.map(({ width }) => width));
  const size = ({ width, height }: Shelves): number => Math.max(width / ASPECT, height);
  return widths
    .map((limit) => shelvesWithin(blocks, Math.max(limit, widest)))
    .reduce((best, next) => (size(next) < size(best) ? next : best), shelvesWithin(blocks, widest));
}

function shelvesWithin(blocks: readonly Block[], limit: number): Shelves {
  const places: { x: number; y: number }[] = [];
  let [x, y, shelf, width] = [0, 0, 0, 0];
  for (const block of blocks) {
    if (x > 0 && x + block.width > limit) [x, y, shelf] = [0, y + shelf + GAP, 0];
    places.push({ x, y });
    width = Math.max(width, x + block.width);
    shelf = Math.max(shelf, block.height);
    x += block.width + GAP;
  }
  return { width, height: y + shelf, places };
}
