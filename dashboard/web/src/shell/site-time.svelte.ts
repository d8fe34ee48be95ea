import { feed } from "../live/feed.svelte.ts";
import {
  formatClock,
  formatDate,
  formatDateTime,
  formatMinute,
  formatOffset,
  formatPlanned,
  formatTime,
  type TimeStyle,
} from "../text/format.ts";
import { language } from "../text/language.svelte.ts";
import { desk } from "./console-state.svelte.ts";

/**
 * Times as the clocks on the walls of the site show them, wherever the browser is. Until the site is known they are the browser's; the
 * offset at the top of every page says which they are.
 */
function createSiteTime() {
  const timeZone = $derived(desk.site?.site.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone);
  const style = $derived<TimeStyle>({ language: language.current, timeZone });
  return {
    get zone() {
      return timeZone;
    },
    get style() {
      return style;
    },
    /** With the date when it is not today. */
    at: (time: number): string => formatTime(style, time, feed.now),
    clock: (time: number): string => formatClock(style, time),
    minute: (time: number): string => formatMinute(style, time),
    /** To the minute, with the day when it is not today, and the year when it is another: of what is planned. */
    planned: (time: number): string => formatPlanned(style, time, feed.now),
    /** With date and offset, whenever it is: of what is read elsewhere. */
    full: (time: number): string => `${formatDateTime(style, time)} ${formatOffset(timeZone, time)}`,
    date: (time: number): string => formatDate(style, time),
    get offset() {
      return formatOffset(timeZone, feed.now);
    },
  };
}
export const siteTime = createSiteTime();
