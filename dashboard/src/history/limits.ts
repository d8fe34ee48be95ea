import { days, seconds } from "@labcanary/domain/basics";

/** Lines a chart has at most, and so signals of one request (chosen: more are not told apart). */
export const MAXIMUM_SIGNALS = 12;
export const MAXIMUM_ROOMS = 6;
/** For each signal: more than a wide screen has pixels. */
export const MAXIMUM_POINTS = 4000;
export const SHORTEST_SPAN = seconds(1);
/** Sums of an hour over it are 17,544 for each signal, the most that is read for one. */
export const LONGEST_SPAN = days(731);
