/** The commands that a finding offers. */
import type { Finding } from '#model/finding'
import { withOffered } from '#model/offer/offered'
import type { Answer } from '#model/reply'
import { findingLine } from '#report/draw/finding-line'
import { minute } from '#text/instant'
import { writeCommand } from '#text/write-command'

/** The figures are of the moment `seen`: a plan that is made from an old report says so. */
export const findingOffers = (finding: Finding, seen: Date): NonNullable<Answer['offers']> => [
  {
    label: 'Plan Index',
    command: withOffered(writeCommand(finding.command, { reason: reasonOf(finding, seen) }), {
      kind: 'statement',
      at: seen.toISOString(),
      meanMs: finding.meanMs,
    }),
  },
  { label: 'Show Query', command: writeCommand('query slow', { cluster: finding.cluster }) },
]

/** The command that the finding suggests. */
const reasonOf = (finding: Finding, seen: Date): string =>
  `Seen ${minute(seen.toISOString())}: ${findingLine(finding).replaceAll('"', '’').replace(/\.$/, '')}`
