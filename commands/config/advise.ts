import { z } from 'zod'
import { adviceOf } from '#checks/config/advice'
import { lastChanged } from '#checks/config/changed-settings'
import type { JudgedSettings, Judging, Proposal } from '#checks/config/judged'
import { pgTune } from '#checks/config/pg-tune'
import { proposalLine, proposalOffer } from '#checks/config/proposal-words'
import { secondsSince, sinceWords } from '#checks/config/since'
import { primaryValues } from '#checks/config/values'
import { primaryWorkload } from '#checks/config/workload'
import { lookAtTuning } from '#cluster/facts/config/tuning'
import { whoseWords } from '#cluster/facts/config/words'
import { answers } from '#model/command'
import type { Refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import type { View } from '#model/view'
import { refusalsOf } from '#playbooks/config/advisable'
import { bytes, counted } from '#text/figures'
import { listed } from '#text/listed'
import { roundedSetting } from '#text/setting-value'

export const configAdvise = answers({
  words: 'config advise',
  summary: 'A few settings to change, each with what was measured, what it should bring and a plan',
  example: '',
  first: null,
  verb: 'read',
  needs: 'cluster',
  input: z.object({}),
  async answer({ view, engine }) {
    const { name } = view.cluster
    const [about, changes] = await Promise.all([
      lookAtTuning(view),
      engine.settingChanges(name, null, recentChanges),
    ])
    const judging = { ...about, changedAt: lastChanged(changes) }
    const advice = adviceOf(judging)
    const refused = await refusalsOf(view, advice.proposals)
    const usual = engine.config.clusters.find(one => one.name === name)?.database
    return adviceShown(view, {
      about: judging,
      advice,
      refused,
      database: usual === view.database ? null : view.database,
    })
  },
})

/** Older changes say nothing about counters of today. */
const recentChanges = 50

interface AdviceFacts {
  readonly about: Judging
  readonly advice: JudgedSettings
  /** Why a proposal cannot be planned, by setting. */
  readonly refused: ReadonlyMap<string, Refusal>
  /** For the command of a button; null for the database asked about when none is named. */
  readonly database: string | null
}

export const adviceShown = (
  { cluster: { name } }: Pick<View, 'cluster'>,
  { about, advice, refused, database }: AdviceFacts,
): Answer => {
  const { remarks, unjudged } = advice
  const possible = advice.proposals.filter(({ setting }) => !refused.has(setting))
  const later = possible.slice(mostAtOnce).map(({ setting }) => setting)
  const proposals = advice.proposals.filter(({ setting }) => !later.includes(setting))
  const table = comparison(about, proposals)
  return answer(titleOf(name, proposals.length, unjudged.length), {
    lines: [
      ...proposals.map(one => proposalLine(one, refused.get(one.setting))),
      ...unnoticed(about, proposals),
      ...(later.length > 0
        ? [`Later: ${listed(later)}. With a few changes at a time, each effect can be told.`]
        : []),
      ...remarks,
      ...unjudged.map(one => `Not judged: ${one}`),
      ...about.unreachable.map(one => `What ${one.name} counts is not known. ${one.because}`),
      ...youngCounters(about),
      machineLine(about),
    ],
    ...(table === null ? {} : { table }),
    offers: proposals
      .filter(({ setting }) => !refused.has(setting))
      .map(one => proposalOffer(one, { cluster: name, database })),
  })
}

/** One change at a time tells its effect: so many are proposed at once. */
const mostAtOnce = 3

const titleOf = (name: string, proposals: number, unjudged: number): string =>
  proposals === 0
    ? `${name}: nothing to change${unjudged === 0 ? '' : ' by what can be judged'}.`
    : `${name}: ${counted(proposals, 'setting')} to change.`

const unnoticed = ({ own }: Judging, proposals: readonly Proposal[]): readonly string[] =>
  proposals.flatMap(({ setting }) => {
    const whose = own.filter(one => one.name.toLowerCase() === setting)
    return whose.length === 0
      ? []
      : [
          `${setting} of its own has ${listed(whose.map(one => `${whoseWords(one)} (${one.value})`))}: sessions there do not notice a change.`,
        ]
  })

const daySeconds = 86_400

const youngCounters = (about: Judging): readonly string[] => {
  const { node, workload } = primaryWorkload(about) ?? {}
  const began = workload?.databases.began ?? null
  const passed = workload ? secondsSince(workload.at, began) : null
  return workload && began !== null && passed !== null && passed < daySeconds
    ? [`${node} counts ${sinceWords(workload.at, began)} only: daily work has not been seen yet.`]
    : []
}

const machineLine = ({ machine, nodes }: Judging): string => {
  const primary = nodes.find(({ role }) => role === 'primary')?.name ?? ''
  return machine === null
    ? `The machine of ${primary} is not visible from here, so there are no values of PGTune to compare with.`
    : `${primary} runs on ${counted(machine.cores, 'core')} and ${bytes(machine.memoryBytes)}. PGTune computes its values from that and max_connections alone (type mixed, SSD): they are shown for comparison only; nothing here was measured for them.`
}

/** Settings that are proposed, or that PGTune would have otherwise. */
const comparison = (
  about: Judging,
  proposals: readonly Proposal[],
): NonNullable<Answer['table']> | null => {
  if (about.machine === null) return null
  const values = primaryValues(about)
  const tuned = pgTune({ ...about.machine, connections: values.number('max_connections') ?? 100 })
  const names = [...new Set([...proposals.map(({ setting }) => setting), ...Object.keys(tuned)])]
  const rows = names.flatMap(name => {
    const now = values.words(name)
    const proposed = proposals.find(({ setting }) => setting === name)?.value
    return proposed === undefined && (now === tuned[name] || now === 'not known')
      ? []
      : [[name, now, proposed ?? '', roundedSetting(tuned[name] ?? '')]]
  })
  return rows.length === 0
    ? null
    : { columns: ['Setting', 'Now', 'Proposed', 'PGTune, for comparison'], rows }
}
