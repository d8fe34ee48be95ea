import { mkdirSync } from "node:fs";
import { createUserDirectory, ROLES, type Role, type UserDirectory, type UserError } from "@labcanary/dashboard";
import type { Result } from "@labcanary/domain/basics";
import { parseCommand, UsageError } from "../command-line.ts";
import { insteadOf } from "../nearest.ts";
import { loadSite } from "../site/load.ts";
import { formatProblem } from "../yaml-source.ts";
import { passwordFrom } from "./password.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary user list [--json]
labcanary user add NAME --role ROLE [--zone ID]… [--password-stdin]
labcanary user set-role NAME --role ROLE [--zone ID]…
labcanary user set-password NAME [--password-stdin]
labcanary user reset-second-factor NAME
labcanary user remove NAME

Who may sign in; --data DIR says at which installation, which may be running. ROLE is one of
${ROLES.join(", ")}.
With --zone, once or several times, the person sees and does only what is in these zones of the site; without it, everything. A password is asked for in the
terminal, or read from standard input with --password-stdin. Whoever is changed is signed out; the journal has who was changed, and how.
`;

interface Said {
  readonly name: string;
  readonly role: string | undefined;
  readonly zones: readonly string[] | undefined;
  readonly password: (name: string) => Promise<string>;
  readonly isJson: boolean;
}

/** Each verb tells what it prints. */
const VERBS: Readonly<Record<string, (users: UserDirectory, said: Said) => Promise<string>>> = {
  list: async (users, { isJson }) => {
    const list = users.list();
    if (isJson) return `${JSON.stringify(list)}\n`;
    return list
      .map(({ name, role, zones, secondFactor }) =>
        [name, role, zones?.join(",") ?? "all zones", secondFactor ? "second factor" : "password only"].join("\t").concat("\n"),
      )
      .join("");
  },
  add: async (users, said) => {
    const role = roleOf(said);
    const { name } = said;
    checked(await users.add(name, role, await said.password(name), said.zones));
    return `${name} may sign in as ${role}${where(said)}\n`;
  },
  "set-role": async (users, said) => {
    const role = roleOf(said);
    checked(users.setStanding(said.name, { role, ...(said.zones === undefined ? {} : { zones: said.zones }) }));
    return `${said.name} is ${role} from now on${where(said)}\n`;
  },
  "set-password": async (users, { name, password }) => {
    checked(await users.setPassword(name, await password(name)));
    return `${name} has another password and is signed out everywhere\n`;
  },
  "reset-second-factor": async (users, { name }) => {
    checked(users.resetSecondFactor(name));
    return `${name} has no second factor any more and is signed out everywhere\n`;
  },
  remove: async (users, { name }) => {
    checked(users.remove(name));
    return `${name} can no longer sign in\n`;
  },
};

export async function user(words: readonly string[]): Promise<number> {
  const { positionals, values, common } = parseCommand(words, {
    role: { type: "string" },
    zone: { type: "string", multiple: true },
    json: { type: "boolean" },
    "password-stdin": { type: "boolean" },
  });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [verb = "", name] = positionals;
  const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (run === undefined) throw new UsageError(`labcanary user ${Object.keys(VERBS).join("|")}; ${insteadOf(verb, Object.keys(VERBS))}`);
  if (name === undefined && verb !== "list") throw new UsageError(`labcanary user ${verb} NAME`);
  const settings = settingsFor(common);
  const zones = values.zone === undefined ? undefined : zonesOfSite(values.zone, settings.site);
  mkdirSync(settings.data, { recursive: true, mode: 0o700 });
  const isPiped = values["password-stdin"] === true;
  process.stdout.write(
    await run(createUserDirectory(settings.data), {
      name: name ?? "",
      role: values.role,
      zones,
      password: (whose) => passwordFrom(isPiped, `Password for ${whose}: `),
      isJson: values.json === true,
    }),
  );
  return 0;
}

function roleOf({ role }: Said): Role {
  const known = ROLES.find((one): one is Role => one === role);
  if (known === undefined) throw new UsageError(`--role is one of ${ROLES.join(", ")}`);
  return known;
}

const where = ({ zones }: Said): string => (zones === undefined ? "" : `, limited to ${zones.join(", ")}`);

function checked<T>(outcome: Result<T, UserError>): void {
  if (!outcome.ok) throw new UsageError(`${outcome.error.message} (${outcome.error.code})`);
}

/** The zones, each of them one of the site: a slip would be an account that sees nothing. */
function zonesOfSite(wanted: readonly string[], siteFile: string): readonly string[] {
  const site = loadSite(siteFile);
  if (!site.ok) throw new UsageError(`the site is wrong:\n${site.error.map((problem) => `  ${formatProblem(problem)}`).join("\n")}`);
  const known = site.value.zones.map(({ id }) => id);
  const zones = [...new Set(wanted)];
  const unknown = zones.find((zone) => !known.includes(zone));
  if (unknown !== undefined) throw new UsageError(`the site has no zone "${unknown}"; ${insteadOf(unknown, known)}`);
  return zones;
}
