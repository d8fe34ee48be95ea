import { type DurationMs, milliseconds } from "@labcanary/domain/basics";

/**
 * Two bodies of heat: an inner one (air) that loses to the surroundings and exchanges with an outer one (load).
 * C₁ dT₁/dt = U(Tₐ − T₁) + G(T₂ − T₁) + P and C₂ dT₂/dt = G(T₁ − T₂).
 */
export interface TwoNodes {
  /** J/K of each. */
  readonly inner: number;
  readonly outer: number;
  /** W/K between them; above 0. */
  readonly exchange: number;
  /** W/K to the surroundings; above 0. */
  readonly loss: number;
  /** °C outside. */
  readonly ambient: number;
  /** W into the inner body; negative when it is cooled. */
  readonly power: number;
}

/** °C of both. */
export interface Temperatures {
  readonly inner: number;
  readonly outer: number;
}

/**
 * Both temperatures `span` later: the exact solution. The matrix has two distinct real negative eigenvalues, since its off-diagonal terms have one
 * sign, so e^At = Σ e^λt (A − λ'I)/(λ − λ').
 */
export function heatTwoNodes(nodes: TwoNodes, from: Temperatures, span: DurationMs): Temperatures {
  const { inner, outer, exchange, loss, ambient, power } = nodes;
  const end = ambient + power / loss;
  const a = -(loss + exchange) / inner;
  const b = exchange / inner;
  const c = exchange / outer;
  const d = -exchange / outer;
  const middle = (a + d) / 2;
  const half = Math.sqrt(((a - d) / 2) ** 2 + b * c);
  const fast = middle - half;
  const slow = middle + half;
  const t = span / 1000;
  const eFast = Math.exp(fast * t) / (fast - slow);
  const eSlow = Math.exp(slow * t) / (slow - fast);
  const x = from.inner - end;
  const y = from.outer - end;
  return {
    inner: end + eFast * ((a - slow) * x + b * y) + eSlow * ((a - fast) * x + b * y),
    outer: end + eFast * (c * x + (d - slow) * y) + eSlow * (c * x + (d - fast) * y),
  };
}

/**
 * When the inner temperature comes to `celsius` within `most`, to the millisecond and not before it is there; `most` when it does not.
 * For spans in which it turns at most once.
 */
export function timeToReach(nodes: TwoNodes, from: Temperatures, celsius: number, most: DurationMs): DurationMs {
  const side = Math.sign(from.inner - celsius);
  const isPast = (span: number): boolean => Math.sign(heatTwoNodes(nodes, from, milliseconds(span)).inner - celsius) !== side;
  if (side === 0 || !isPast(most)) return most;
  let before = 0;
  let past: number = most;
  while (past - before > 1) {
    const between = (before + past) / 2;
    if (isPast(between)) past = between;
    else before = between;
  }
  return milliseconds(past);
}
