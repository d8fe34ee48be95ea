import type { DatabaseSync } from "node:sqlite";

/** Lines that show photos of alarms, and of records: found by the hash, however long the journal is. As the indexes say. */
export const OF_ALARM = "kind = 'photo-added' AND detail ->> '$.sha256'";
export const OF_RECORD = "kind GLOB '*-recorded' AND detail ->> '$.act.photo.sha256'";
/** Lines that say a photo is removed. */
export const OF_REMOVAL = "kind = 'photo-removed' AND detail ->> '$.sha256'";
const INDEXES = `
CREATE INDEX IF NOT EXISTS journal_alarm_photos ON journal (detail ->> '$.sha256') WHERE ${OF_ALARM} IS NOT NULL;
CREATE INDEX IF NOT EXISTS journal_record_photos ON journal (detail ->> '$.act.photo.sha256') WHERE ${OF_RECORD} IS NOT NULL;
CREATE INDEX IF NOT EXISTS journal_photos_removed ON journal (detail ->> '$.sha256') WHERE ${OF_REMOVAL} IS NOT NULL;
`;

/** Where the database is opened, before anything is served: made over a long journal they take seconds, in which no alarm would be told. */
export function preparePhotoIndexes(database: DatabaseSync): void {
  database.exec(INDEXES);
}
