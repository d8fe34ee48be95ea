/**
 * A copy in memory of its own, for what is kept as long as a connection or a retained message. `Buffer.from` puts small copies into a piece of
 * memory shared with whatever else is read just then (`Buffer.poolSize`), all of which stays as long as any of it does.
 */
export function ownBytes(bytes: Buffer | string): Buffer {
  const own = Buffer.allocUnsafeSlow(Buffer.byteLength(bytes));
  if (typeof bytes === "string") own.write(bytes);
  else bytes.copy(own);
  return own;
}
