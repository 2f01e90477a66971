/** An alert about a finding: posted at once, and once a day while the finding stands. */
import type { Change } from '#model/change'
import type { Finding } from '#model/finding'
import type { Answer } from '#model/reply'
import { barChart, type Chart } from '#report/draw/chart'
import { findingLine, shapeLine, uncheckedLines, windowLine } from '#report/draw/finding-line'
import { findingOffers } from '#report/draw/finding-offers'
import { openReviewLine } from '#report/draw/open-review'
import { percent } from '#text/figures'

export interface Alert {
  readonly answer: Answer
  readonly chart: Chart
}

/** `warning` leads: a tampered record is worse than any slow query. Open reviews follow. */
export const alertOf = async (
  finding: Finding,
  owner: string,
  warning: string | null,
  open: readonly Change[],
): Promise<Alert> => {
  const { cluster, heaviest } = finding
  const needs = `${cluster}: 1 finding.`
  return {
    answer: {
      kind: 'answer',
      title: warning ?? needs,
      lines: [
        ...open.map(openReviewLine),
        ...(warning === null ? [] : [needs]),
        findingLine(finding),
        windowLine(finding),
        shapeLine(finding),
        ...uncheckedLines(finding),
      ],
      owner,
      offers: findingOffers(finding, new Date()),
    },
    chart: {
      name: `${cluster}-time.png`,
      title: `${cluster}: where the database’s time goes`,
      altText: `Bar chart of the share of database time: ${heaviest.map(one => `${one.label} ${percent(one.share)}`).join(', ')}.`,
      data: await barChart(
        `${cluster}: share of database time`,
        heaviest.map(one => ({
          label: one.label,
          value: one.share,
          said: percent(one.share),
          strong: one.own,
        })),
      ),
    },
  }
}
