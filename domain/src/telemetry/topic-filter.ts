/** Topic filters of MQTT 3.1.1, 4.7, for filters that were written down by people: what a gateway may speak below. */

const MULTI = "#";
const SINGLE = "+";

/** Most characters of a filter. Chosen: a line. */
const LONGEST = 200;

/** Whether a text is a filter at all: wildcards alone in their level, `#` only as the last, no control characters. */
export function isTopicFilter(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- MQTT 3.1.1, 1.5.3: a topic must not hold them
  if (text === "" || text.length > LONGEST || /[\u0000-\u001f\u007f-\u009f]/.test(text)) return false;
  const levels = text.split("/");
  return levels.every((level, index) => {
    if (level === MULTI) return index === levels.length - 1;
    return level === SINGLE || !/[#+]/.test(level);
  });
}

/** Whether a topic name lies below a filter. `a/#` holds `a` as well. */
export function matchesTopic(filter: string, topic: string): boolean {
  return coversFilter(filter, topic);
}

/** Whether every topic of `inner` is one of `outer`. A topic name is a filter of itself. */
export function coversFilter(outer: string, inner: string): boolean {
  const wide = outer.split("/");
  const narrow = inner.split("/");
  for (const [index, level] of wide.entries()) {
    if (level === MULTI) return true;
    const other = narrow[index];
    if (other === undefined || other === MULTI) return false;
    if (level !== SINGLE && level !== other) return false;
  }
  return narrow.length === wide.length;
}

/** Whether there is a topic that lies below both. */
export function filtersOverlap(one: string, other: string): boolean {
  const [left, right] = [one.split("/"), other.split("/")];
  for (let index = 0; ; index++) {
    const [a, b] = [left[index], right[index]];
    if (a === MULTI || b === MULTI) return true;
    if (a === undefined || b === undefined) return a === b;
    if (a !== SINGLE && b !== SINGLE && a !== b) return false;
  }
}
