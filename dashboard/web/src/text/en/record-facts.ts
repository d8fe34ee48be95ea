/** What an alarm from the books is about. */
export const RECORD_FACTS = {
  "about.title": "What it is about",
  "about.due": "due by {time}",
  "about.out": "{quantity} is out of the store.",
  "about.last": "Last: {movement}, {time}, {who}",
  "about.counted": "counted",
  "about.not-counted": "not counted yet",
  "about.state.accounted": "accounted for by late word of the door",
  "about.state.explained": "explained",
} as const;
