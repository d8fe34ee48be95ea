import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { Site } from "@labcanary/domain/site";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { SessionStore } from "../accounts/session-store.ts";
import { PAGE_PATTERNS } from "../pages.ts";
import { tokenOf } from "./access.ts";
import { withSecurityCentre } from "../public/door-html.ts";
import { HttpError } from "./http-errors.ts";
import type { App } from "./typed-app.ts";

/** A built file's name carries a hash of its content, so it never changes. */
const ASSET_NAME = /^\w[\w.-]*\.(?:js|css|svg|png)$/;

export const hasWebFiles = (webFolder: string): boolean =>
  ["index.html", "sign-in.html", "report.html"].every((page) => existsSync(join(webFolder, page)));

export interface WebFileDeps {
  readonly sessions: SessionStore;
  readonly site: () => Site;
}

/** The console for whoever is signed in, the sign-in page for everyone else, the page at a door for anybody, and the files they are made of. */
export async function webFiles(app: App, webFolder: string, { sessions, site }: WebFileDeps): Promise<void> {
  await app.register(fastifyStatic, { root: webFolder, serve: false, preCompressed: true, cacheControl: false });

  const page = async (request: FastifyRequest, reply: FastifyReply) => {
    const token = tokenOf(request);
    const signedIn = token !== undefined && sessions.find(token) !== undefined;
    return reply.sendFile(signedIn ? "index.html" : "sign-in.html");
  };
  for (const url of PAGE_PATTERNS) app.get(url, { config: { access: "open" }, schema: { hide: true } }, page);

  // Behind the code on a door, and where a report is followed: for anybody, signed in or not.
  for (const url of ["/r/:code", "/r/follow"])
    app.get(url, { config: { access: "open" }, schema: { hide: true } }, async (_request, reply) => {
      const html = await readFile(join(webFolder, "report.html"), "utf8");
      return reply.type("text/html; charset=utf-8").send(withSecurityCentre(html, site()));
    });

  // In the language the browser asks for; it is asked for without the person's doing, and tells nothing.
  app.get("/manifest.webmanifest", { config: { access: "open" }, schema: { hide: true } }, async (request, reply) => {
    const language = /^\s*zh\b/i.test(request.headers["accept-language"] ?? "") ? "zh" : "en";
    return reply.header("vary", "accept-language").type("application/manifest+json").sendFile(`manifest.${language}.webmanifest`);
  });

  // Looked at anew each time, or a browser would stay with an old console.
  app.get("/service-worker.js", { config: { access: "open" }, schema: { hide: true } }, async (_request, reply) =>
    reply.header("cache-control", "no-cache").sendFile("service-worker.js"),
  );

  app.get("/assets/:name", { config: { access: "open" }, schema: { hide: true } }, async (request, reply) => {
    const { name } = request.params as { name: string };
    if (!ASSET_NAME.test(name) || !existsSync(join(webFolder, "assets", name))) throw new HttpError("NOT_FOUND");
    return reply.header("cache-control", "public, max-age=31536000, immutable").sendFile(`assets/${name}`);
  });
}
