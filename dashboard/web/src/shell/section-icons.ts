import type { SectionName } from "./routes.ts";

/** Outlines of the rail's marks, in a square of 20. The word beside says what each is; the mark is for the hand that knows the place. */
export const SECTION_ICONS: Readonly<Record<SectionName, string>> = {
  alarms: "M4 15h12l-2-3V8a4 4 0 0 0-8 0v4ZM8.500 17.500h3",
  signals: "M2 11h4l2-6 4 11 2-5h4",
  protection: "M10 2 16 4.500V10c0 4-3 6.500-6 8-3-1.500-6-4-6-8V4.500ZM10 7v4M10 13v1",
  plans: "M3 3h14v14H3ZM3 9h5v3M8 3v3M12 17v-6h5",
  duty: "M10 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 17c0-4 3-5.500 6-5.500s6 1.500 6 5.500",
  // A board with what is ticked off on it.
  safety: "M4 4h12v13.500H4ZM7.500 2.500h5v3h-5ZM6.500 10l1.500 1.500 3-3M6.500 14.500h7",
  journal: "M5 3h10v14H5ZM8 7h4M8 10h4M8 13h2",
  figures: "M3 17V3M3 17h14M7 14v-4M11 14V6M15 14v-6",
  administration: "M10 2 16 4.500V9c0 4-2.500 7-6 9-3.500-2-6-5-6-9V4.500ZM7.500 9.500 9.500 11.500 13 8",
  health: "M10 17C3 12 2 8 4 5.500 6 3 9 4 10 6.500 11 4 14 3 16 5.500 18 8 17 12 10 17Z",
};
