/** Facts that decide whether settings may be changed: values, files, rights, and the traffic for a guard. */
import { type ConfigAbout, lookAtConfig } from '#cluster/facts/config/look'
import { type SettingRights, settingRights } from '#cluster/facts/config/rights'
import { statementsSetup, uncountedBecause } from '#cluster/facts/query/setup'
import { heaviestStatements } from '#cluster/facts/query/statements'
import { seesStatements } from '#cluster/facts/query/view'
import type { Provider } from '#model/cluster'
import type { View } from '#model/view'

export interface ConfigChangeAbout extends ConfigAbout {
  readonly actor: string | null
  readonly provider: Provider
  readonly database: string
  readonly rights: SettingRights
  /** The heaviest statements of the applications; none where statements cannot be read. */
  readonly queryids: readonly string[]
}

/** `typed` are names as people wrote the names; a name that no server knows is left out of the rights. */
export const lookAtChange = async (
  view: View,
  typed: readonly string[],
): Promise<ConfigChangeAbout> => {
  const [about, queryids] = await Promise.all([lookAtConfig(view), heaviest(view)])
  const wanted = new Set(typed.map(name => name.toLowerCase()))
  const names = (about.nodes[0]?.settings ?? [])
    .map(({ name }) => name)
    .filter(name => wanted.has(name.toLowerCase()))
  return {
    ...about,
    actor: view.cluster.logins.maintain,
    provider: view.cluster.provider,
    database: view.database,
    rights: await settingRights(view.primary, view.cluster.logins.maintain, names),
    queryids,
  }
}

/** Statements that a guard watches. */
const most = 10

const heaviest = async (view: View): Promise<readonly string[]> => {
  const setup = await statementsSetup(view.primary)
  if (uncountedBecause(setup, view.database) !== null || !(await seesStatements(view.primary)))
    return []
  return (await heaviestStatements(view, most)).statements.map(({ queryid }) => queryid)
}
