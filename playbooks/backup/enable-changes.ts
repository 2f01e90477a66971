/** The settings that a server archives by, and which of the settings each node lacks. Pure, over the facts. */
import type { ConfigNode } from '#cluster/facts/config/look'
import { lineByAlterSystem, linesOf, servedBy } from '#cluster/facts/config/served'
import type { SettingValue } from '#model/actions/setting'
import type { Archiver } from '#model/cluster'

export interface ArchivingChange {
  readonly name: string
  readonly value: string
  /** As postgresql.auto.conf has the setting now. */
  readonly was: SettingValue['value']
  /** The value that counts now, as far as the files tell. */
  readonly now: string
  readonly restarts: boolean
}

/** The wanted `archive_command`: paths only, each quoted for the shell, and `%` doubled for PostgreSQL. */
export const archiveCommand = ({ node, program, archive, key }: Archiver): string =>
  [
    ...[node, program, 'keep', archive].map(quoted),
    '"%p"',
    ...(key === null ? [] : [quoted(key)]),
  ].join(' ')

const quoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll('%', '%%').replaceAll("'", `'\\''`)}'`

export const changesOn = (node: ConfigNode, archiver: Archiver): readonly ArchivingChange[] => [
  ...change(node, 'wal_level', 'replica', now => now === 'minimal'),
  ...change(node, 'archive_mode', 'on', now => now === 'off'),
  // PostgreSQL takes a library or a command, never both (manual, 19.5.3).
  ...change(node, 'archive_library', '', now => now !== ''),
  ...change(node, 'archive_command', archiveCommand(archiver), (now, wanted) => now !== wanted),
]

const change = (
  node: ConfigNode,
  name: string,
  wanted: string,
  isDue: (now: string, wanted: string) => boolean,
): readonly ArchivingChange[] => {
  const served = servedBy(node, name)
  if (!served) return []
  // A server that does not archive hides the command: the coming value stands in the files.
  const now =
    served.value === '(disabled)'
      ? (linesOf(node, name).at(-1)?.setting ?? served.setting.boot ?? '')
      : (served.next ?? '')
  return isDue(now, wanted)
    ? [
        {
          name,
          value: wanted,
          was: lineByAlterSystem(node, name)?.setting ?? null,
          now,
          restarts: served.setting.context === 'postmaster',
        },
      ]
    : []
}

/** Whether the server archives with the written settings, with no restart in between. */
export const archivesAlready = (node: ConfigNode): boolean =>
  servedBy(node, 'archive_mode')?.value !== 'off' &&
  servedBy(node, 'wal_level')?.value !== 'minimal'
