import type { Site } from "@labcanary/domain/site";

/** As a telephone number of a site file may be written; nothing else is put into a page. */
const NUMBER = /^\+?[0-9 ()-]{2,40}$/;

/**
 * The page at a door with the number of the security centre in itself, in both languages: whoever waits for the rest of the page, or never
 * gets it, can call.
 */
export function withSecurityCentre(html: string, { securityCentrePhone: phone }: Pick<Site, "securityCentrePhone">): string {
  if (phone === undefined || !NUMBER.test(phone)) return html;
  const said = `In danger: leave first, then call ${phone}. <span lang="zh">遇险请先撤离，再打电话 ${phone}。</span>`;
  return html.replace("<body>", `<body><p id="security-centre"><a href="tel:${phone}">${said}</a></p>`);
}
