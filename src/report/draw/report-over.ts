/** Answers in the place of reports that are over. */
import type { Finding, Resolved } from '#model/finding'
import type { Answer } from '#model/reply'
import type { StandingReport } from '#report/closing-reports'
import { shapeLine, windowLine } from '#report/draw/finding-line'
import { milliseconds, percent } from '#text/figures'
import { minute } from '#text/instant'
import { writeCommand } from '#text/write-command'

type Over = Pick<StandingReport, 'at'>

const reported = ({ at }: Over): string => `Reported ${minute(at.toISOString())}.`

export const resolvedAnswer = (cluster: string, report: Over, now: Resolved): Answer => ({
  kind: 'answer',
  over: true,
  title: `${cluster}: resolved. ${now.label} now takes ${milliseconds(now.meanMs)}${
    now.reportedMs === null ? '' : ` instead of ${milliseconds(now.reportedMs)}`
  }, ${percent(now.share)} of database time.`,
  lines: [windowLine(now), shapeLine(now), reported(report)],
  offers: [{ label: 'Show Query', command: writeCommand('query slow', { cluster }) }],
})

/** Figures of another day have no button. */
export const overtakenAnswer = (report: Over, { cluster, label }: Finding): Answer => ({
  kind: 'answer',
  over: true,
  title: `${cluster}: ${label} is reported again, with today’s figures.`,
  lines: [reported(report)],
})

export const adviceOverAnswer = (cluster: string, setting: string, report: Over): Answer => ({
  kind: 'answer',
  over: true,
  title: `${cluster}: Howdah no longer proposes to change ${setting}.`,
  lines: [reported(report)],
  offers: [{ label: 'Show Advice', command: writeCommand('config advise', { cluster }) }],
})

export const recoveryOverAnswer = (report: Over): Answer => ({
  kind: 'answer',
  over: true,
  title: 'Howdah is no longer in recovery mode.',
  lines: [reported(report)],
})
