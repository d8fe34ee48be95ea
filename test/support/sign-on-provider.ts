import type { DashboardOptions } from "@labcanary/dashboard";
import { Events, OAuth2Server } from "oauth2-mock-server";
import { onTestFinished } from "vitest";

/** A campus's sign-in on loopback, with real keys. */
export interface SignOnProvider {
  readonly server: OAuth2Server;
  /** What it says of whoever signs in: Zhao, of `staff` and `lab-safety`, until a test says otherwise. */
  readonly claims: Record<string, unknown>;
  /** How a platform knows it: `lab-safety` are engineers of room 114, `campus-admins` administrators. */
  readonly known: NonNullable<DashboardOptions["singleSignOn"]>;
}

/** Stopped when the test ends. By the name `localhost` it is another site than the platform's pages, as a campus's is. */
export async function startSignOnProvider(host: "127.0.0.1" | "localhost" = "127.0.0.1"): Promise<SignOnProvider> {
  const server = new OAuth2Server();
  await server.issuer.keys.generate("RS256");
  await server.start(0, host);
  onTestFinished(async () => {
    if (server.listening) await server.stop();
  });
  const claims: Record<string, unknown> = { sub: "subject-1", preferred_username: "Zhao", groups: ["staff", "lab-safety"] };
  server.service.on(Events.BeforeTokenSigning, (token) => void Object.assign(token.payload, claims));
  return {
    server,
    claims,
    known: {
      issuer: server.issuer.url ?? "",
      clientId: "labcanary",
      clientSecret: "not told to anybody",
      nameClaim: "preferred_username",
      groupsClaim: "groups",
      groups: [
        { group: "lab-safety", role: "engineer", zones: ["room-114"] },
        { group: "campus-admins", role: "administrator" },
      ],
    },
  };
}
