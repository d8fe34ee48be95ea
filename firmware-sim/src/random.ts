/** Chance that can be repeated: the same seed gives the same numbers, on every machine. */
export interface Random {
  /** The next number, evenly spread over 0 <= x < 1. */
  next(): number;
  /** A generator of its own for `name`. It depends on the seed and the names above it only, not on how much was drawn before. */
  fork(name: string): Random;
}

/** A generator that starts from `seed`: sfc32 (public domain, passes PractRand), its state filled from a hash of the seed. */
export function createRandom(seed: number | string): Random {
  const text = String(seed);
  let a = hash(`${text}#a`);
  let b = hash(`${text}#b`);
  let c = hash(`${text}#c`);
  let counter = 1;

  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  // The author's advice for sfc32: the first dozen outputs still show the seed.
  for (let round = 0; round < 12; round++) next();

  return { next, fork: (name) => createRandom(`${text}/${name}`) };
}

/** √3 makes the spread of the sum below one standard deviation: four uniform numbers have a variance of 4/12. */
const SPREAD = Math.sqrt(3);

/**
 * Noise with mean 0 and standard deviation 1, never beyond ±3.47: a calm signal cannot stray over a limit by chance.
 * The sum of four uniform numbers (Irwin–Hall), plain arithmetic only, so it is the same on every machine.
 */
export function noise(random: Random): number {
  return (random.next() + random.next() + random.next() + random.next() - 2) * SPREAD;
}

/** FNV-1a, 32 bits, with a final mix so that seeds differing in one character differ in all bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
