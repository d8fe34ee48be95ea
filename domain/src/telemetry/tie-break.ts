const TIE_BREAKS = 1_000_000;
const bits = new DataView(new ArrayBuffer(8));

/**
 * The nanoseconds within its millisecond that a point is stored at, 0–999,999. Two samples of one signal in one millisecond must not
 * collapse, and the same sample sent again must land on itself; so it comes from the content alone: the device's `seq` where there
 * is one, else the value.
 */
export function tieBreakOf(seq: number | undefined, value: number): number {
  if (seq !== undefined) return seq % TIE_BREAKS;
  bits.setFloat64(0, value === 0 ? 0 : value);
  // The two halves, mixed as MurmurHash3 ends: whole numbers differ in a few high bits only, and all of them must reach the remainder.
  let hash = bits.getUint32(0) ^ Math.imul(bits.getUint32(4), 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % TIE_BREAKS;
}
