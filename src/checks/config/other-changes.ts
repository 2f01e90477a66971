/** Values of settings that differ from the value after Howdah's last change: changed since by some other way. */
import { actedAt, changedSettings } from '#checks/config/changed-settings'
import type { ConfigAbout, ConfigNode } from '#cluster/facts/config/look'
import { isAutomatic, servedBy } from '#cluster/facts/config/served'
import { originWords, placeWords, valueWords } from '#cluster/facts/config/words'
import type { Change } from '#model/change'
import { minute } from '#text/instant'

export interface OtherChange {
  readonly setting: string
  readonly sentence: string
}

interface LeftBehind {
  readonly plan: string
  readonly at: string
  /** As SHOW writes the value; null where the change left an unknown value. */
  readonly value: string | null
}

/** `changes` are the newest first. Only the present values can be compared. */
export const otherChanges = (
  { nodes }: Pick<ConfigAbout, 'nodes'>,
  changes: readonly Change[],
): readonly OtherChange[] => {
  const left = leftBehind(changes)
  return nodes.flatMap(node => [...differing(node, left), ...unrecorded(node, left)])
}

const keyOf = (setting: string, node: string): string => `${setting.toLowerCase()} on ${node}`

const leftBehind = (changes: readonly Change[]): ReadonlyMap<string, LeftBehind> =>
  new Map(
    changes.toReversed().flatMap(change => {
      const at = actedAt(change)
      return at === null
        ? []
        : changedSettings(change).map(({ setting, node, from, to }) => [
            keyOf(setting, node),
            { plan: change.plan.id, at, value: valueLeft(change, from, to) },
          ])
    }),
  )

/** An undo has a plan of its own, and is the newer one. */
const valueLeft = (
  { outcome, left, journal }: Pick<Change, 'outcome' | 'left' | 'journal'>,
  from: string,
  to: string,
): string | null => {
  if (outcome === 'succeeded' || outcome === 'reverted') return to
  const putBack = left.length === 0 && journal.some(({ kind }) => kind === 'undone')
  return outcome !== null && putBack ? from : null
}

const differing = (
  node: ConfigNode,
  left: ReadonlyMap<string, LeftBehind>,
): readonly OtherChange[] =>
  node.settings.flatMap(({ name }) => {
    const last = left.get(keyOf(name, node.name))
    const served = last && last.value !== null ? servedBy(node, name) : undefined
    if (!last || !served || served.next === null) return []
    const now = valueWords(served.setting, served.next)
    return now === last.value
      ? []
      : [
          {
            setting: name,
            sentence: `${name} on ${node.name} is ${now} (from ${originWords(served.origin)}), and \`${last.plan}\` left ${last.value} on ${minute(last.at)}: somebody changed it since, and not through Howdah.`,
          },
        ]
  })

/** Written by each switchover, rebuild and `pg_basebackup -R`; `replication status` tells the sender of a standby. */
const ofStandbys: ReadonlySet<string> = new Set(['primary_conninfo', 'primary_slot_name'])

/** Lines of ALTER SYSTEM about settings that no change here has touched. */
const unrecorded = (
  node: ConfigNode,
  left: ReadonlyMap<string, LeftBehind>,
): readonly OtherChange[] =>
  (node.files.lines ?? []).flatMap(line =>
    line.name === null ||
    ofStandbys.has(line.name) ||
    !isAutomatic(line.file) ||
    left.has(keyOf(line.name, node.name))
      ? []
      : [
          {
            setting: line.name,
            sentence: `${line.name} on ${node.name} was set to ${line.setting === '' ? `''` : (line.setting ?? '')} by ALTER SYSTEM (${placeWords(line)}), and not through Howdah.`,
          },
        ],
  )
