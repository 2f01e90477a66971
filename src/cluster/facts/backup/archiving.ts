/** Facts that decide how a cluster's servers can be made to archive: their settings, files and rights. */
import { type BackupFacts, lookAtBackups } from '#cluster/facts/backup/look'
import { type ConfigAbout, type ConfigNode, lookAtConfig } from '#cluster/facts/config/look'
import { type SettingRights, settingRights } from '#cluster/facts/config/rights'
import type { Archiver, Provider } from '#model/cluster'
import type { Remembered } from '#model/record/remembered'
import type { View } from '#model/view'

export interface ArchivingFacts extends BackupFacts, Pick<ConfigAbout, 'nodes' | 'unreachable'> {
  readonly provider: Provider
  /** The login that maintains; null for nobody. */
  readonly actor: string | null
  /** For the settings that are due. */
  readonly rights: SettingRights
  /** Null where nobody said the paths of the server's machine. */
  readonly archiver: Archiver | null
  /** Whether the backup login may have the server finish its file of WAL; null without such a login. */
  readonly maySwitch: boolean | null
  /** The statement that lets the login do so; null without such a login. */
  readonly switchGrant: string | null
}

/** `due` names the settings that a node lacks. */
export const lookAtArchiving = async (
  view: View,
  known: Pick<Remembered, 'verified'>,
  due: (node: ConfigNode, archiver: Archiver) => readonly { readonly name: string }[],
): Promise<ArchivingFacts> => {
  const { maintain, backup } = view.cluster.logins
  const archiver = view.repository?.archiver ?? null
  const [facts, { nodes, unreachable }, [may]] = await Promise.all([
    lookAtBackups(view, known),
    lookAtConfig(view),
    view.primary.read<Pick<ArchivingFacts, 'maySwitch' | 'switchGrant'>>(switching, [backup]),
  ])
  const names = archiver ? nodes.flatMap(node => due(node, archiver).map(({ name }) => name)) : []
  return {
    ...facts,
    nodes,
    unreachable,
    provider: view.cluster.provider,
    actor: maintain,
    rights: await settingRights(view.primary, maintain, [...new Set(names)]),
    archiver,
    maySwitch: may?.maySwitch ?? null,
    switchGrant: may?.switchGrant ?? null,
  }
}

const switching = `select
  (select has_function_privilege(oid, 'pg_switch_wal()', 'execute') from pg_roles where rolname = $1) as "maySwitch",
  (select format('GRANT EXECUTE ON FUNCTION pg_switch_wal() TO %I', $1::text) where $1 is not null) as "switchGrant"`
