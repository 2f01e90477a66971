import { z } from 'zod'
import { changedSettings } from '#checks/config/changed-settings'
import { otherChanges } from '#checks/config/other-changes'
import { peopleWords } from '#checks/people-words'
import { byValue } from '#cluster/facts/config/by-value'
import { type ConfigAbout, lookAtConfig, settingOf } from '#cluster/facts/config/look'
import { servedBy } from '#cluster/facts/config/served'
import { valueWords } from '#cluster/facts/config/words'
import type { Change } from '#model/change'
import { answers } from '#model/command'
import { line } from '#model/input'
import type { Refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import type { View } from '#model/view'
import { noSettingNamed } from '#playbooks/config/unknown'
import { counted, milliseconds } from '#text/figures'
import { minute } from '#text/instant'
import { listed } from '#text/listed'

export const configHistory = answers({
  words: 'config history',
  summary: 'Who changed settings, when and why, what came of it, and what changed outside Howdah',
  example: 'work_mem',
  first: 'setting',
  verb: 'read',
  needs: 'cluster',
  input: z.object({
    setting: line.optional().describe('Which setting, e.g. work_mem; all of them when left out'),
    limit: z.coerce.number().int().min(1).max(100).default(20).describe('How many, at most 100'),
  }),
  async answer({ input: { setting = null, limit }, view, engine }) {
    const [about, changes] = await Promise.all([
      lookAtConfig(view),
      engine.settingChanges(view.cluster.name, setting, limit),
    ])
    return historyOf(view, { about, changes, setting, limit })
  },
})

interface HistoryFacts {
  readonly about: ConfigAbout
  /** The newest first. */
  readonly changes: readonly Change[]
  /** As typed; null for every setting. */
  readonly setting: string | null
  readonly limit: number
}

export const historyOf = (
  { cluster: { name } }: Pick<View, 'cluster'>,
  { about, changes, setting, limit }: HistoryFacts,
): Answer | Refusal => {
  const known = about.nodes.flatMap(({ settings }) => settings.map(one => one.name))
  const meant = setting === null ? null : about.nodes.map(node => settingOf(node, setting))[0]?.name
  if (setting !== null && meant === undefined && changes.length === 0)
    return noSettingNamed(setting, known, 'config show')
  const wanted = (one: { readonly setting: string }) =>
    setting === null || one.setting.toLowerCase() === setting.toLowerCase()
  const listedIds = new Set(changes.flatMap(({ run }) => run?.id ?? []))
  const shown = changes.filter(({ plan: { undoes } }) => undoes === null || !listedIds.has(undoes))
  const more = changes.length >= limit
  const others = otherChanges(about, changes).filter(wanted)
  return answer(
    `${meant ?? setting ?? name}: ${shown.length === 0 ? 'no change' : counted(shown.length, 'change')} through Howdah${setting === null ? '' : ` on ${name}`}.`,
    {
      lines: [
        ...others.map(({ sentence }) => sentence),
        ...pending(about, wanted),
        ...(more
          ? [`Looked at: the newest ${counted(limit, 'plan')}. \`limit=\` shows more.`]
          : []),
        ...blind(about),
        'Only the present values and files are compared: a change that others made and took back is not seen.',
      ],
      ...(shown.length === 0
        ? {}
        : {
            table: {
              columns: ['Change', 'What came of it', 'By', 'Why', 'When (UTC)'],
              rows: shown.map(change => [
                changeWords(change, wanted),
                endWords(change),
                peopleWords(change),
                whyWords(change),
                change.plan.createdAt.slice(0, 16).replace('T', ' '),
              ]),
            },
          }),
    },
  )
}

/** A change that is done may still wait. */
const pending = (
  { nodes }: ConfigAbout,
  wanted: (one: { readonly setting: string }) => boolean,
): readonly string[] =>
  nodes.flatMap(node =>
    node.settings
      .filter(({ name, pendingRestart }) => pendingRestart && wanted({ setting: name }))
      .flatMap(({ name }) => {
        const served = servedBy(node, name)
        return served
          ? [
              `${name} ${valueWords(served.setting, served.next)} is written on ${node.name} and pending until its restart; in force is ${valueWords(served.setting, served.value)}.`,
            ]
          : []
      }),
  )

const blind = ({ nodes, unreachable }: ConfigAbout): readonly string[] => [
  ...nodes.flatMap(({ name, files: { lines, grants } }) =>
    lines === null
      ? [`What ALTER SYSTEM set on ${name} cannot be read. It takes \`${grants.join('; ')}\`.`]
      : [],
  ),
  ...unreachable.map(({ name, because }) => `What ${name} has now is not known. ${because}`),
]

/** `work_mem 4MB → 64MB on shop-1 and shop-2 (p-7k3m9qx)`. */
const changeWords = (
  change: Change,
  wanted: (one: { readonly setting: string }) => boolean,
): string => {
  const settings = Map.groupBy(changedSettings(change).filter(wanted), one => one.setting)
  const said = [...settings].map(([name, all]) => {
    const values = byValue(all.map(({ node, from, to }) => ({ node, words: `${from} → ${to}` })))
    const same = new Set(all.map(({ from, to }) => `${from} → ${to}`)).size === 1
    return `${name} ${values}${same ? ` on ${listed(all.map(({ node }) => node).toSorted())}` : ''}`
  })
  return `${said.join('; ')} (${change.plan.id})`
}

const whyWords = ({ plan: { reason, ticket } }: Change): string =>
  [...(reason === null ? [] : [reason]), ...(ticket === null ? [] : [ticket])].join(', ') ||
  'no reason given'

const endWords = (change: Change): string =>
  [stateWords(change), ...guardWords(change), ...measuredWords(change)].join(' ')

const stateWords = ({ state, outcome, ending, undone, guard, journal }: Change): string => {
  if (state !== null) return state === 'pending' ? 'Waits for approval.' : `It is ${state}.`
  if (outcome === 'reverted')
    return `${isByPerson(journal) ? 'Undone' : 'Undone by its guard'} (${guard?.by ?? ''}): ${ending ?? ''}`
  if (undone?.outcome === 'succeeded') return `Undone by ${undone.plan}.`
  if (outcome === 'succeeded') return 'Done.'
  return `${capital(outcome ?? 'failed')}.${ending === null ? '' : ` ${ending}`}`
}

/** A person may take a guarded change back before the guard decides. */
const isByPerson = (journal: Change['journal']): boolean =>
  journal.findLast(({ kind }) => kind === 'reverting')?.detail['person'] !== undefined

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const guardWords = ({ guard, journal, outcome }: Change): readonly string[] => {
  if (guard === null || outcome === 'reverted') return []
  const entry = journal.findLast(({ kind }) => kind === 'kept' || kind === 'unjudged')
  const { figures, because, name } = entry?.detail ?? {}
  switch (guard.state) {
    case 'open':
      return [`Guarded until ${minute(guard.until)}.`]
    case 'asks':
      return [`Its guard cannot tell: ${textOf(because)}`]
    case 'kept':
      return [
        typeof name === 'string' ? `${name} kept it.` : 'Its guard saw no harm.',
        ...(Array.isArray(figures) ? figures.map(String) : []),
      ]
    case 'taken back':
      return []
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const measuredWords = ({ measured }: Change): readonly string[] =>
  measured?.before && measured.after
    ? [
        `${measured.label}: ${milliseconds(measured.before.meanMs)} → ${milliseconds(measured.after.meanMs)}.`,
      ]
    : []
