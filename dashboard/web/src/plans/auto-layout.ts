import type { Zone } from "@labcanary/domain/site";
import type { PlanSignal } from "../answers.ts";
import { type Pane, showing } from "./camera.ts";
import { boxOfView, type Scene, type SceneMark, type SceneZone } from "./scene.ts";

/** Above the content of a zone: its name. */
const HEAD = 30;
const GAP = 12;
/** Narrower than this, in pixels, a pane is that of a phone (the width at which the console is laid out for one). */
const PHONE = 760;
/** Names and words are of one size at every scale: smaller than this they would lie over one another. */
const SMALLEST = 0.9;

/** How much of a signal has room. */
export interface Cells {
  /** Of one signal, in pixels at full size. */
  readonly cell: { readonly width: number; readonly height: number };
  /** The narrowest zone: its name fits. */
  readonly narrowest: number;
  /** Signals of one zone beneath one another before the next column. Chosen: a column stays on the screen. */
  readonly mostRows: number;
  /** The name of a zone without zones inside it stands beside its signals, and has so much; otherwise it stands above them. */
  readonly nameBeside?: number;
  /** Width to height a zone with zones inside strives for: that of the pane. */
  readonly aspect: number;
}
/** Each signal with its name, in a console's pane. */
export const NAMED: Cells = { cell: { width: 236, height: 30 }, narrowest: 236, mostRows: 8, aspect: 1.5 };
/** With its value alone (the longest words take 150 pixels), and as a shape alone, upright as a phone is. */
const VALUED: Cells = { cell: { width: 156, height: 30 }, narrowest: 156, mostRows: 8, aspect: 0.75 };
const SHAPED: Cells = { cell: { width: 34, height: 30 }, narrowest: 110, nameBeside: 110, mostRows: 3, aspect: 0.75 };

/**
 * The layout of a zone in a pane: on a phone the first in which names and marks lie beside one another when all of it is seen, and the
 * smallest where there is none. Whoever comes closer is shown more of each signal, where it is.
 */
export function layoutFor(pane: Pane, ...of: readonly [zoneId: string, zones: readonly Zone[], signals: readonly PlanSignal[]]): Scene {
  if (pane.width === 0 || pane.width >= PHONE) return layoutOf(...of);
  const upright = [NAMED, VALUED, SHAPED].map((cells) => layoutOf(...of, { ...cells, aspect: VALUED.aspect }));
  return upright.find(({ view }) => showing(boxOfView(view), pane).scale >= SMALLEST) ?? layoutOf(...of, SHAPED);
}

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
export function layoutOf(zoneId: string, zones: readonly Zone[], signals: readonly PlanSignal[], cells: Cells = NAMED): Scene {
  const { cell, narrowest, nameBeside, mostRows, aspect } = cells;
  const childrenOf = Map.groupBy(zones, ({ parent }) => parent);
  const signalsOf = Map.groupBy(signals, (signal) => signal.zoneId);
  const placedZones: SceneZone[] = [];
  const marks: SceneMark[] = [];

  function blockOf(zone: Zone): Block | undefined {
    const own = signalsOf.get(zone.id) ?? [];
    const inner = (childrenOf.get(zone.id) ?? []).flatMap((child) => blockOf(child) ?? []);
    if (own.length === 0 && inner.length === 0 && zone.id !== zoneId) return undefined;
    const parts = [...(own.length === 0 ? [] : [cellsOf(own)]), ...inner];
    const { width, height, places } = inShelves(parts, aspect);
    if (nameBeside !== undefined && inner.length === 0 && own.length > 0) return besideName(zone, cellsOf(own), nameBeside);
    const size = { width: Math.max(width, narrowest) + 2 * GAP, height: HEAD + height + GAP };
    return {
      ...size,
      place(x, y) {
        placedZones.push({ zone, x, y, w: size.width, h: size.height });
        for (const [index, part] of parts.entries()) part.place(x + GAP + (places[index]?.x ?? 0), y + HEAD + (places[index]?.y ?? 0));
      },
    };
  }

  function besideName(zone: Zone, own: Block, name: number): Block {
    const size = { width: own.width + name + GAP, height: own.height + GAP };
    return {
      ...size,
      place(x, y) {
        placedZones.push({ zone, x, y, w: size.width, h: size.height, nameAt: GAP / 2 + own.width });
        own.place(x + GAP / 2, y + GAP / 2);
      },
    };
  }

  function cellsOf(own: readonly PlanSignal[]): Block {
    const rows = Math.min(mostRows, own.length);
    return {
      width: Math.ceil(own.length / rows) * cell.width,
      height: rows * cell.height,
      place(x, y) {
        for (const [index, signal] of own.entries()) {
          marks.push({
            signal,
            x: x + (Math.floor(index / rows) + 0.5) * cell.width,
            y: y + ((index % rows) + 0.5) * cell.height,
          });
        }
      },
    };
  }

  const root = zones.find(({ id }) => id === zoneId);
  const block = root === undefined ? undefined : blockOf(root);
  block?.place(GAP, GAP);
  const view = { x: 0, y: 0, width: (block?.width ?? narrowest) + 2 * GAP, height: (block?.height ?? HEAD) + 2 * GAP };
  return { view, zones: placedZones, marks, isNamed: true, cellWidth: cell.width };
}

interface Shelves {
  readonly width: number;
  readonly height: number;
  readonly places: readonly { readonly x: number; readonly y: number }[];
}

/** Blocks side by side in rows, in their order; of the widths at which a row can end, the one that is seen largest in the pane. */
function inShelves(blocks: readonly Block[], aspect: number): Shelves {
  const widths = blocks.map((_, index) => blocks.slice(0, index + 1).reduce((sum, { width }) => sum + width + GAP, 0));
  const widest = Math.max(0, ...blocks.map(({ width }) => width));
  const size = ({ width, height }: Shelves): number => Math.max(width / aspect, height);
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
