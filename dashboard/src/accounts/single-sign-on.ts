import { timingSafeEqual } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { type EpochMs, minutes, plus } from "@labcanary/domain/basics";
import type { AlarmDesk, Clock, Logger } from "@labcanary/domain/ports";
import * as client from "openid-client";
import { hashToken, newToken } from "./secret-token.ts";
import { createConfirmations, isFresh } from "./provider-confirmation.ts";
import type { Client, Session, SessionStore } from "./session-store.ts";
import type { SignIn, SignInOutcome } from "./sign-in.ts";
import { resolveAccount } from "./single-sign-on-account.ts";
import type { Standing } from "./standing.ts";

/** What a group of the provider is here. */
export interface GroupStanding extends Standing {
  readonly group: string;
}

/** The OpenID provider of a campus. */
export interface SingleSignOnOptions {
  /** Its issuer: where `/.well-known/openid-configuration` is below. HTTPS, but for one on loopback. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The claim that is the user name here (default `preferred_username`). */
  readonly nameClaim: string;
  /** The claim that lists groups (default `groups`). */
  readonly groupsClaim: string;
  /** The first that somebody is in counts. */
  readonly groups: readonly GroupStanding[];
}

export const SINGLE_SIGN_ON_ERRORS = {
  SINGLE_SIGN_ON_OFF: "no provider is set up",
  SINGLE_SIGN_ON_UNAVAILABLE: "the provider does not answer; sign in with a password, or try again",
  SINGLE_SIGN_ON_REFUSED: "the provider did not vouch for anybody, or what came back is not the answer to what was asked; try again",
  SINGLE_SIGN_ON_UNMAPPED: "the provider knows you, but none of your groups may sign in here; ask an administrator",
  SINGLE_SIGN_ON_NAME_TAKEN: "an account of your name is not open to single sign-on, or is somebody else's; ask an administrator",
  SINGLE_SIGN_ON_OTHER_PERSON: "somebody else signed in at the provider, or your session here has ended; nothing is confirmed",
  SINGLE_SIGN_ON_NOT_FRESH: "the provider does not say that you signed in there just now; nothing is confirmed",
  SINGLE_SIGN_ON_NAME_INVALID: "the provider gives you no name, or none that can be a user name here; ask an administrator",
} as const;
export type SingleSignOnErrorCode = keyof typeof SINGLE_SIGN_ON_ERRORS;

/** Where the provider sends people back to. */
const CALLBACK_PATH = "/api/v1/session/single-sign-on/callback";

/** To sign in elsewhere, with a second factor there (chosen). */
const PATIENCE = minutes(10);
/** Sign-ins under way (chosen: a campus at eight o'clock); the oldest gives way. */
const MAXIMUM_PENDING = 1000;
/** The provider's answers are waited for as long (chosen: below the request's own limit). */
const PROVIDER_TIMEOUT_SECONDS = 5;

interface Pending {
  readonly nonce: string;
  readonly verifier: string;
  /** Hash of what the browser that began has in a cookie: nobody finishes what another began. */
  readonly browser: Buffer;
  readonly until: EpochMs;
  /** Somebody who is signed in here confirms that it is they, to sign an act; absent: somebody signs in. */
  readonly confirms?: Confirms & { readonly begunAt: EpochMs };
}

/** Whose session, and what it is confirmed for (`POST /api/v1/hazards/1/verify`). */
export interface Confirms {
  readonly session: Pick<Session, "id" | "userName">;
  readonly act: string;
}

/** What became of a confirmation; the session it is of goes on as it is. */
export interface Confirming {
  readonly confirming: "confirmed" | SingleSignOnErrorCode;
}

/** Authorization code with PKCE, state and nonce (OpenID Connect Core 1.0, 3.1; RFC 9700, 2.1.1). */
export interface SingleSignOn {
  /** Where to send the browser, and what it is to keep in a cookie. */
  begin(): Promise<{ readonly url: string; readonly browserKey: string } | SingleSignOnErrorCode>;
  /** The same for whoever is signed in: the provider is to ask who it is, whatever it remembers (`prompt=login`, `max_age=0`). */
  beginConfirming(confirms: Confirms): ReturnType<SingleSignOn["begin"]>;
  /** With the query the provider sent the browser back with. */
  finish(query: URLSearchParams, browserKey: string | undefined, from: Client): Promise<SignInOutcome | Confirming | SingleSignOnErrorCode>;
  /** Takes the confirmation of a session for an act; false where there is none, or none any more. */
  takeConfirmation(sessionId: string, act: string): boolean;
}

export interface SingleSignOnDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly desk: Pick<AlarmDesk, "record">;
  readonly database: DatabaseSync;
  readonly sessions: Pick<SessionStore, "changed" | "check">;
  readonly signIn: Pick<SignIn, "vouchedFor">;
  /** Something is in the notes. */
  readonly journal: () => void;
  /** The origin people reach the dashboard by. */
  readonly urlOf: () => string;
}

export function createSingleSignOn(options: SingleSignOnOptions, deps: SingleSignOnDeps): SingleSignOn {
  const { clock, logger, desk, database, sessions, signIn, journal, urlOf } = deps;
  const pending = new Map<string, Pending>();
  const confirmations = createConfirmations(clock);
  let discovered: Promise<client.Configuration> | undefined;

  /** Asks the provider about itself once, and again after that has failed. */
  function configuration(): Promise<client.Configuration> {
    discovered ??= discover(options).catch((error: unknown) => {
      discovered = undefined;
      throw error;
    });
    return discovered;
  }

  function remember(state: string, entry: Pending): void {
    for (const [key, { until }] of pending) {
      if (clock.now() < until && pending.size < MAXIMUM_PENDING) break;
      pending.delete(key);
    }
    pending.set(state, entry);
  }

  function refused(code: SingleSignOnErrorCode, from: Client, user?: string): SingleSignOnErrorCode {
    desk.record({
      kind: "sign-in-refused",
      actor: "system",
      detail: { by: "single-sign-on", from: from.from, code, ...(user === undefined ? {} : { user }) },
    });
    return code;
  }

  async function leave(confirms?: Confirms): ReturnType<SingleSignOn["begin"]> {
    const [state, nonce, verifier, browserKey] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier(), newToken()];
    try {
      const url = client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: `${urlOf()}${CALLBACK_PATH}`,
        scope: "openid profile",
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        // OpenID Connect Core 1.0, 3.1.2.1: to be asked again, and `auth_time` is in the answer.
        ...(confirms === undefined ? {} : { prompt: "login", max_age: "0" }),
      });
      const begunAt = clock.now();
      const browser = Buffer.from(hashToken(browserKey));
      remember(state, {
        nonce,
        verifier,
        browser,
        until: plus(begunAt, PATIENCE),
        ...(confirms === undefined ? {} : { confirms: { ...confirms, begunAt } }),
      });
      return { url: url.href, browserKey };
    } catch (error) {
      logger.warn({ error: nameOf(error) }, "the provider of the single sign-on does not answer");
      return "SINGLE_SIGN_ON_UNAVAILABLE";
    }
  }

  /** It is the person whose session it is, who has just signed in there; anything else confirms nothing. */
  function confirm({ session, act, begunAt }: NonNullable<Pending["confirms"]>, claims: Claims, from: Client) {
    const account = database.prepare("SELECT name FROM user WHERE sso_subject = ?").get(subjectOf(claims));
    if (account?.["name"] !== session.userName || sessions.check(session.id)?.userName !== session.userName)
      return refused("SINGLE_SIGN_ON_OTHER_PERSON", from, session.userName);
    if (!isFresh(claims["auth_time"], begunAt, clock.now())) return refused("SINGLE_SIGN_ON_NOT_FRESH", from, session.userName);
    confirmations.keep(session.id, act);
    return "confirmed" as const;
  }

  const subjectOf = ({ sub }: Claims): string => `${options.issuer} ${sub}`;

  return {
    begin: () => leave(),
    beginConfirming: (confirms) => leave(confirms),
    takeConfirmation: confirmations.take,
    async finish(query, browserKey, from) {
      const state = query.get("state") ?? "";
      const begun = pending.get(state);
      // Whatever comes of it, it does not come twice.
      pending.delete(state);
      const isTheirs =
        begun !== undefined &&
        clock.now() < begun.until &&
        browserKey !== undefined &&
        timingSafeEqual(Buffer.from(hashToken(browserKey)), begun.browser);
      if (!isTheirs) return refused("SINGLE_SIGN_ON_REFUSED", from);
      let claims: Claims;
      try {
        claims = await claimsOf(await configuration(), new URL(`${urlOf()}${CALLBACK_PATH}?${query}`), begun, state, options);
      } catch (error) {
        // No more than its kind: what the provider sent may hold a code or a token.
        logger.warn({ error: nameOf(error) }, "what came back from the single sign-on is not believed");
        const code = refused(isAway(error) ? "SINGLE_SIGN_ON_UNAVAILABLE" : "SINGLE_SIGN_ON_REFUSED", from);
        return begun.confirms === undefined ? code : { confirming: code };
      }
      if (begun.confirms !== undefined) return { confirming: confirm(begun.confirms, claims, from) };
      const account = resolveAccount(database, {
        subject: subjectOf(claims),
        name: textOf(claims[options.nameClaim]).toLowerCase(),
        standing: standingFor(claims[options.groupsClaim], options.groups),
      });
      journal();
      if (account.endedIds.length > 0) sessions.changed();
      return account.ok ? signIn.vouchedFor(account.name, from) : refused(account.code, from, account.name);
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: SingleSignOnOptions): Promise<client.Configuration> {
  const url = new URL(issuer);
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  const found = await client.discovery(url, clientId, undefined, client.ClientSecretBasic(clientSecret), {
    timeout: PROVIDER_TIMEOUT_SECONDS,
    ...(isLoopback ? { execute: [client.allowInsecureRequests] } : {}),
  });
  found.timeout = PROVIDER_TIMEOUT_SECONDS;
  return found;
}

type Claims = Readonly<Record<string, unknown>> & { readonly sub: string };

/** What the provider says of the person, proven: signature, issuer, audience, times, nonce. Throws otherwise. */
async function claimsOf(
  configuration: client.Configuration,
  url: URL,
  { nonce, verifier }: Pending,
  state: string,
  { nameClaim, groupsClaim }: SingleSignOnOptions,
): Promise<Claims> {
  const tokens = await client.authorizationCodeGrant(configuration, url, {
    pkceCodeVerifier: verifier,
    expectedNonce: nonce,
    expectedState: state,
    idTokenExpected: true,
  });
  const said = tokens.claims();
  if (said === undefined) throw new Error("no ID token");
  const isAll = said[nameClaim] !== undefined && said[groupsClaim] !== undefined;
  if (isAll || configuration.serverMetadata().userinfo_endpoint === undefined) return said;
  return { ...(await client.fetchUserInfo(configuration, tokens.access_token, said.sub)), ...said };
}

function standingFor(claimed: unknown, groups: readonly GroupStanding[]): Standing | undefined {
  const theirs = Array.isArray(claimed) ? claimed : [claimed];
  const found = groups.find(({ group }) => theirs.includes(group));
  return found === undefined ? undefined : { role: found.role, ...(found.zones === undefined ? {} : { zones: found.zones }) };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const nameOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}${"code" in error ? ` ${String(error.code)}` : ""}` : "unknown";
/** Nobody answered, or too late; as opposed to a wrong answer. */
const isAway = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof Error && "code" in error && error.code === "OAUTH_TIMEOUT");
