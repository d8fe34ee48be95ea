import type { Text } from "../../basics/index.ts";
import type { KeyPeriod, Site } from "../../site/index.ts";
import { isKnownPerson, personBehind } from "../person.ts";

/** Two may badge at a door together, and neither explains it: a third must be there. */
const BESIDE_A_DOOR = 3;

/** What is to be done where too few can explain. */
export const LINK_ANOTHER: Text = {
  en: "give another account that may settle hazards, such as the administrator's, a person of its own under people (account: its name)",
  zh: "请为另一个有隐患处理权限的账号（例如管理员的账号）在 people 中指定其本人（account: 账号名）",
};

/** Why what a key period asks could not be explained by anybody: who was asked, or badged, does not. `actors`: who may by their rights. */
export function tooFewExplainers({ checkIns, seals }: KeyPeriod, site: Site, actors: readonly string[]): readonly Text[] {
  const known = new Set(actors.flatMap((actor) => (isKnownPerson(actor, site) ? (personBehind(actor, site)?.id ?? []) : [])));
  const asked = new Set(
    (checkIns?.by ?? []).flatMap((target): readonly string[] => {
      if (target.kind === "contact") return [target.personId];
      const rota = target.kind === "rota" ? site.rotas?.find(({ id }) => id === target.rotaId) : undefined;
      return rota?.shifts.flatMap(({ people }) => people) ?? [];
    }),
  );
  const few: Text[] = [];
  if (checkIns !== undefined && [...known].every((id) => asked.has(id)))
    few.push({
      en: "nobody the site knows could explain a missed check-in, beside those who are asked",
      zh: "除被要求签到者外，无已关联人员可说明漏签",
    });
  if (seals.length > 0 && known.size < BESIDE_A_DOOR)
    few.push({
      en: `${known.size} people the site knows could explain how a sealed door came to be open, and whoever badges there does not; ${BESIDE_A_DOOR} are needed`,
      zh: `可说明封存门开启原因的已关联人员为 ${known.size} 人，刷卡者本人不能说明，须有 ${BESIDE_A_DOOR} 人`,
    });
  return few;
}
