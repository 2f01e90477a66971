/** A report: exceptions first, or a line without any. Then slots, changes and slow statements. */
import { type OpenWork, runningLines, waitingLines } from '#checks/open-work'
import { peopleWords } from '#checks/people-words'
import { slowChart } from '#checks/query/slow-chart'
import type { FoldedStatement } from '#cluster/facts/query/fold'
import { otherPartitions, statementName } from '#cluster/facts/query/slowest'
import type { Change } from '#model/change'
import { type Answer, answer } from '#model/reply'
import type { SlotsSince } from '#model/schedule/schedule'
import { slotWords, timeWords } from '#model/schedule/words'
import type { Sample } from '#model/traffic'
import { count, counted, milliseconds, percent, seconds } from '#text/figures'
import { listed } from '#text/listed'
import { writeCommand } from '#text/write-command'

export interface Period {
  readonly days: number
  /** "today", "this week". */
  readonly word: string
  readonly now: Date
}

export interface ReportFacts extends OpenWork {
  /** U…, S… or a channel; null without an owner. */
  readonly owner: string | null
  /** Nodes that answer. */
  readonly nodes: readonly string[]
  /** Trouble with the record. */
  readonly warnings: readonly string[]
  /** Entries of the record. */
  readonly entries: number
  readonly ended: readonly Change[]
  readonly trouble: readonly string[]
  readonly slots: SlotsSince
  /** How drills of the period ended, in sentences. */
  readonly drills: readonly string[]
  /** The heaviest statements, or a sentence why they are not known. */
  readonly slow: { readonly statements: readonly FoldedStatement[]; readonly unseen: string | null }
}

export const reportOf = (cluster: string, { word }: Period, told: ReportFacts): Answer => {
  const exceptions = [
    ...told.warnings,
    ...waitingLines(told),
    ...told.trouble,
    ...(told.slow.unseen === null ? [] : [told.slow.unseen]),
    ...told.slots.exceptions.map(
      slot => `\`${slot.schedule}\`, ${timeWords(slot.at)}: ${slotWords(slot)}`,
    ),
  ]
  const { nodes } = told
  const well = `${cluster}: all well ${word}, ${listed(nodes)} ${nodes.length === 1 ? 'answers' : 'answer'}, and nothing waits for anybody.`
  return answer(
    exceptions.length === 0
      ? well
      : `${cluster}: ${counted(exceptions.length, 'finding')} ${word}.`,
    {
      lines: [...exceptions, ...quietly(told)],
      ...(exceptions.length > 0 ? { alarm: true } : {}),
      ...(exceptions.length > 0 && told.owner !== null ? { owner: told.owner } : {}),
      ...slowIn(cluster, told),
      offers: [{ label: 'Show Status', command: writeCommand('status', { cluster }) }],
    },
  )
}

/** The rest of a report. */
const quietly = ({ slots, drills, ended, open, entries }: ReportFacts): readonly string[] => [
  ...(slots.ran === 0 ? [] : [`Schedules ran ${counted(slots.ran, 'time')}.`]),
  ...drills,
  ...runningLines({ open }),
  ...ended.map(endedLine),
  `The record has ${counted(entries, 'entry', 'entries')}.`,
]

const endedLine = (change: Change): string => {
  const { plan, outcome, measured } = change
  const brought =
    measured?.before && measured.after
      ? `: ${measured.label} took ${sampleWords(measured.before)} before and ${sampleWords(measured.after)} after`
      : ''
  return `\`${plan.id}\` (${plan.headline}) ${outcome ?? ''}${brought}. Asked for by ${peopleWords(change)}.`
}

/** Figures of a statement differ between messages by the calls and the time behind a figure. */
const sampleWords = ({ meanMs, calls, seconds: time }: Sample): string =>
  `${milliseconds(meanMs)} (${counted(calls, 'call')} in ${seconds(time)})`

const slowIn = (cluster: string, { slow: { statements: slow } }: ReportFacts): Partial<Answer> =>
  slow.length === 0
    ? {}
    : {
        table: {
          columns: ['Statement', 'Share of time', 'Mean', 'Calls'],
          rows: slow.map(one => [
            `${statementName(one.worst)}${otherPartitions(one)}`,
            percent(one.share),
            milliseconds(one.meanMs),
            count(one.calls),
          ]),
        },
        chart: slowChart(cluster, slow),
      }
