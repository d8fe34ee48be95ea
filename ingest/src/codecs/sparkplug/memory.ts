/** What is known of the edge nodes of one gateway, by `group/node`. */
export interface SparkplugMemory {
  readonly nodes: ReadonlyMap<string, EdgeNode>;
  /** Metrics of all of them: at most {@link MOST_METRICS}. */
  readonly known: number;
}

export interface EdgeNode {
  /** Of its newest birth; an NDEATH with another is that of a connection before. Absent where the birth said none. */
  readonly bdSeq?: string;
  /** Sequence number of its newest message, 0 to 255. */
  readonly seq: number;
  /** `born`: all its numbers are known. `missed`: a message is missing, or it was never born: what a number stands for is not known. */
  readonly state: "born" | "missed" | "dead";
  /** What its births said, by device id; those of the node itself under the empty text. */
  readonly births: ReadonlyMap<string, Birth>;
}

export interface Birth {
  readonly metrics: ReadonlyMap<string, BornMetric>;
  /** Names by alias. */
  readonly aliases: ReadonlyMap<string, string>;
}

export interface BornMetric {
  readonly datatype: number;
  readonly unit?: string;
}

/** Chosen: a node births a few hundred metrics at most; what comes beyond is refused and counted. */
const MOST_NODES = 200;
const MOST_DEVICES = 200;
const MOST_METRICS = 20_000;

export const NO_NODES: SparkplugMemory = { nodes: new Map(), known: 0 };

/** A node of which no birth was heard. */
export const UNBORN: EdgeNode = { seq: 0, state: "missed", births: new Map() };

/** Undefined where there is no room for it. */
export function withNode(memory: SparkplugMemory, key: string, node: EdgeNode): SparkplugMemory | undefined {
  const before = memory.nodes.get(key);
  if (before === undefined && memory.nodes.size >= MOST_NODES) return undefined;
  if (node.births === before?.births) return { nodes: new Map(memory.nodes).set(key, node), known: memory.known };
  const known = memory.known - countOf(before) + countOf(node);
  if (known > MOST_METRICS || node.births.size > MOST_DEVICES + 1) return undefined;
  return { nodes: new Map(memory.nodes).set(key, node), known };
}

function countOf(node: EdgeNode | undefined): number {
  let count = 0;
  for (const { metrics } of node?.births.values() ?? []) count += metrics.size;
  return count;
}
