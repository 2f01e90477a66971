/** A drill in sentences, from its evidence. */
import type { DrillEvidence } from '#cluster/facts/restore/evidence'
import { bytes, counted, seconds } from '#text/figures'

/** The words of each failed check; undefined for a good drill. */
export const failedWords = ({ drill, backup, checks }: DrillEvidence): string | undefined => {
  const failed = checks.filter(({ outcome }) => outcome === 'failed')
  return failed.length === 0
    ? undefined
    : `${backup} was restored, and is not good: ${counted(failed.length, 'check')} of ${drill} failed. ${failed.map(({ words }) => words).join(' ')}`
}

/** `sum` is the SHA-256 of the document; null without an answer of the step. */
export const drillWords = (evidence: DrillEvidence, sum: string | null): string => {
  const { drill, backup, checks, figures, reached, exposed } = evidence
  const { unpackSeconds, startSeconds, replaySeconds, checkSeconds } = figures
  return [
    `${backup} was restored to ${reached} in ${tenths(unpackSeconds + startSeconds + replaySeconds)}: ${bytes(figures.bytes)} unpacked in ${tenths(unpackSeconds)}, every file as in the manifest; started in ${tenths(startSeconds)}; ${bytes(figures.walBytes)} of WAL replayed in ${tenths(replaySeconds)}. The checks took ${tenths(checkSeconds)}.`,
    exposed === null
      ? 'How much was not archived when the drill was asked for is not known.'
      : `When the drill was asked for, the newest archived file of WAL was ${seconds(exposed.seconds)} old and ${bytes(exposed.bytes)} were not archived: so much would have been lost.`,
    ...checks.map(({ words }) => words),
    `Evidence: ${drill}${sum === null ? '' : `, SHA-256 ${sum.slice(0, 16)}…`}.`,
  ].join(' ')
}

const tenths = (time: number): string => (time < 90 ? `${time.toFixed(1)} s` : seconds(time))
