/** Harm that values are known to do, in words for the approver. */
import { valueWords } from '#cluster/facts/config/words'
import type { NodeChange, SettingChange } from '#playbooks/config/changes'
import { listed } from '#text/listed'

interface Harm {
  readonly names: RegExp
  /** `named` are the settings, all off. */
  readonly words: (named: readonly string[]) => string
}

const harms: readonly Harm[] = [
  {
    names: /^enable_/,
    words: named =>
      `With ${listed(named)} off the planner avoids what it would choose by its own figures, in every statement of the server: statements may take many times as long.${withoutIndexes(named)}`,
  },
  {
    names: /^autovacuum$/,
    words: () =>
      'With autovacuum off no table is vacuumed or analysed by itself, but against wraparound: dead rows and old statistics gather, and statements get slower long after the guard has ended.',
  },
  {
    names: /^track_counts$/,
    words: () =>
      'With track_counts off autovacuum does not see which tables need it, and no figure of tables and indexes grows any more.',
  },
]

// enable_indexscan governs index-only scans too (manual, query planning; cost_index in costsize.c of 15 to 18).
const withoutIndexes = (named: readonly string[]): string =>
  ['enable_indexscan', 'enable_bitmapscan'].every(name => named.includes(name))
    ? ' Whole tables are then read even where an index has the few rows that are asked for.'
    : ''

/** Each sentence about values that are on by default and would be off. */
export const harmOf = (changed: readonly NodeChange[]): readonly string[] => {
  const names = [
    ...new Set(changed.flatMap(({ changes }) => changes.filter(isTurnedOff).map(nameOf))),
  ]
  return harms.flatMap(({ names: pattern, words }) => {
    const named = names.filter(name => pattern.test(name))
    return named.length === 0 ? [] : [words(named)]
  })
}

const nameOf = ({ setting }: SettingChange): string => setting.name.toLowerCase()

/** A setting that is off by default does no harm by being off. */
const isTurnedOff = ({ setting, after }: SettingChange): boolean =>
  setting.vartype === 'bool' &&
  valueWords(setting, after) === 'off' &&
  valueWords(setting, setting.boot) === 'on'
