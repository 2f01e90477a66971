/** The commands that a finding offers. */
import type { Finding } from '#model/finding'
import type { Answer } from '#model/reply'
import { findingLine } from '#report/draw/finding-line'

export const findingOffers = (finding: Finding): NonNullable<Answer['offers']> => [
  { label: 'Plan Index', command: `${finding.command} reason="${reasonOf(finding)}"` },
  { label: 'Show Query', command: `query slow cluster=${finding.cluster}` },
]

/** The command that the finding suggests. */
const reasonOf = (finding: Finding): string =>
  findingLine(finding).replaceAll('"', '’').replace(/\.$/, '')
