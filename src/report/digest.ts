/** What needs somebody, worst first; "all well" is one line. */
import type { Answer } from '#engine/command'
import type { Finding } from '#engine/finding'
import { count, milliseconds } from '#engine/spoken'
import { barChart, type Chart } from '#report/chart'

export interface Digest {
  readonly answer: Answer
  readonly chart: Chart | undefined
}

/** `warning` leads: a record that was tampered with is worse than anything slow. */
export const digestOf = (finding: Finding, warning: string | null): Digest => {
  const { cluster, label, meanMs, share, rowsRead, rowsReturned } = finding
  const reads =
    rowsRead === null
      ? ''
      : `; reads ${count(rowsRead)} rows to return ${rowsReturned < 1 ? 'at most 1' : count(rowsReturned)}`
  const sentence = `${label} takes ${milliseconds(meanMs)}, ${percent(share)} of database time${reads}.`
  return {
    answer: {
      kind: 'answer',
      title: warning ?? `${cluster}: 1 thing needs you.`,
      lines: [...(warning === null ? [] : [`${cluster}: 1 thing needs you.`]), sentence],
      offers: [
        { label: 'Plan Index', command: finding.command },
        { label: 'Show Query', command: `query slow cluster=${cluster}` },
      ],
    },
    chart: {
      name: `${cluster}-time.png`,
      title: `${cluster}: where the database’s time goes`,
      altText: `Bar chart of the share of database time: ${finding.heaviest.map(one => `${one.label} ${percent(one.share)}`).join(', ')}.`,
      data: barChart(
        `${cluster}: share of database time`,
        finding.heaviest.map(one => ({
          label: one.label,
          value: one.share,
          said: percent(one.share),
          strong: one.own,
        })),
      ),
    },
  }
}

const percent = (share: number): string => `${Math.round(share * 100)} %`
