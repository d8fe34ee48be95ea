export const SHIFT = {
  "tab.hand-over": "Hand-over",
  "shift.waiting": "{name} handed the shift over at {time}. To be taken over by {due}.",
  "shift.missed": "Nobody has taken over the shift that {name} handed over at {time}, {age} ago.",
  "shift.open": "Hand-over",
  "take-over.title": "Take over from {name}, handed over at {time}",
  "take-over.lead": "Read the list and the notes, then sign with your own name and password. This console is yours from then on.",
  "take-over.submit": "Sign: taken over",
  "take-over.done": "Taken over. This console is now {name}'s.",
} as const;
