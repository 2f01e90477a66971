/** All that a plan of maintenance asks about a database. */
import { workOnTables } from '#cluster/facts/maintenance/at-work'
import { type HorizonHolder, horizonHolders } from '#cluster/facts/maintenance/horizon'
import { type MaintainRight, maintainRights } from '#cluster/facts/maintenance/right'
import { type VacuumSettings, vacuumSettings } from '#cluster/facts/maintenance/settings'
import { type MaintainedTable, maintainedTables } from '#cluster/facts/maintenance/tables'
import { findUnmaintained, type Unmaintained } from '#cluster/facts/maintenance/unmaintained'
import { findTables } from '#cluster/facts/table/tables'
import type { View } from '#model/view'

export interface MaintenanceFacts {
  readonly node: string
  readonly database: string
  readonly version: number
  readonly tables: readonly MaintainedTable[]
  readonly settings: VacuumSettings
  /** Furthest back first. */
  readonly horizon: readonly HorizonHolder[]
  /** The label of a session at work on a table right now, by oid. */
  readonly work: ReadonlyMap<string, string>
  readonly rights: ReadonlyMap<string, MaintainRight>
  readonly maintainer: string | null
  readonly actor: string | null
  /** Oids of the tables that a person named; null without a name. */
  readonly named: readonly string[] | null
  /** A different relation of that name; null without. */
  readonly unmaintained: Unmaintained | null
}

export const lookAtMaintenance = async (
  view: View,
  typed: string | undefined,
): Promise<MaintenanceFacts> => {
  const { primary, cluster } = view
  const [tables, settings, horizon, work, named] = await Promise.all([
    maintainedTables(primary, cluster.version),
    vacuumSettings(primary),
    horizonHolders(view),
    workOnTables(primary),
    typed === undefined ? null : findTables(primary, typed),
  ])
  return {
    node: view.nodes.find(({ role }) => role === 'primary')?.name ?? '',
    database: view.database,
    version: cluster.version,
    tables,
    settings,
    horizon,
    work,
    rights: await maintainRights(view, tables),
    maintainer: cluster.logins.maintain,
    actor: cluster.logins.ddl,
    named: named?.map(({ oid }) => oid) ?? null,
    unmaintained:
      typed !== undefined && named?.length === 0 ? await findUnmaintained(primary, typed) : null,
  }
}
