/** Facts that decide whether settings may be changed: values, files, rights, and the traffic for a guard. */
import { type ConfigAbout, lookAtConfig } from '#cluster/facts/config/look'
import { readingRights, type SettingRights, settingRights } from '#cluster/facts/config/rights'
import { lookAtPatroni, type PatroniOfNode } from '#cluster/facts/patroni/look'
import { statementsSetup, uncountedBecause } from '#cluster/facts/query/setup'
import { heaviestStatements } from '#cluster/facts/query/statements'
import { seesStatements } from '#cluster/facts/query/view'
import type { Provider } from '#model/cluster'
import type { View } from '#model/view'

export interface ConfigChangeAbout extends ConfigAbout {
  readonly actor: string | null
  readonly provider: Provider
  readonly database: string
  /** The identifier of the database system; null where the login may not ask. */
  readonly system: string | null
  /** The Patroni of each node; null where the inventory names none. */
  readonly patroni: readonly PatroniOfNode[] | null
  readonly rights: SettingRights
  /** The heaviest statements of the applications; none where statements cannot be read. */
  readonly queryids: readonly string[]
}

/** `typed` are names as people wrote the names; a name that no server knows is left out of the rights. */
export const lookAtChange = async (
  view: View,
  typed: readonly string[],
): Promise<ConfigChangeAbout> => {
  const [about, queryids, patroni] = await Promise.all([
    lookAtConfig(view),
    heaviest(view),
    view.patroni ? lookAtPatroni(view.patroni) : null,
  ])
  const wanted = new Set(typed.map(name => name.toLowerCase()))
  const names = (about.nodes[0]?.settings ?? [])
    .map(({ name }) => name)
    .filter(name => wanted.has(name.toLowerCase()))
  return {
    ...about,
    actor: view.cluster.logins.maintain,
    provider: view.cluster.provider,
    database: view.database,
    system: view.system,
    patroni,
    rights: await rightsToChange(view, names),
    queryids,
  }
}

/** Under Patroni reading is enough. `names` are as pg_settings has the names. */
export const rightsToChange = (
  { primary, cluster: { provider, logins } }: Pick<View, 'primary' | 'cluster'>,
  names: readonly string[],
): Promise<SettingRights> =>
  provider === 'patroni' ? readingRights(primary) : settingRights(primary, logins.maintain, names)

/** Statements that a guard watches. */
const most = 10

const heaviest = async (view: View): Promise<readonly string[]> => {
  const setup = await statementsSetup(view.primary)
  if (uncountedBecause(setup, view.database) !== null || !(await seesStatements(view.primary)))
    return []
  return (await heaviestStatements(view, most)).statements.map(({ queryid }) => queryid)
}
