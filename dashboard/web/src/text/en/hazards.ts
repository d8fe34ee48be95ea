export const HAZARDS = {
  "hazards.title": "Hazards",
  "hazards.lead": "A hazard stays on the books until somebody else than who remedied it has looked and found it so.",
  "hazards.none": "There is no hazard like that.",
  "hazards.state.filed": "Not settled yet",
  "hazards.state.settled": "Being remedied",
  "hazards.state.remedied": "To be verified",
  "hazards.state.written-off": "Written off",
} as const;
