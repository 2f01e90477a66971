/** The commands that a finding offers. */
import type { Finding } from '#model/finding'
import type { Answer } from '#model/reply'
import { findingLine } from '#report/draw/finding-line'
import { writeCommand } from '#text/write-command'

export const findingOffers = (finding: Finding): NonNullable<Answer['offers']> => [
  { label: 'Plan Index', command: writeCommand(finding.command, { reason: reasonOf(finding) }) },
  { label: 'Show Query', command: writeCommand('query slow', { cluster: finding.cluster }) },
]

/** The command that the finding suggests. */
const reasonOf = (finding: Finding): string =>
  findingLine(finding).replaceAll('"', '’').replace(/\.$/, '')
