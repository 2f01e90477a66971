/** What somebody may want to do about a finding. */
import type { Finding } from '#model/finding'
import type { Answer } from '#model/reply'
import { findingLine } from '#report/draw/finding-line'

export const findingOffers = (finding: Finding): NonNullable<Answer['offers']> => [
  { label: 'Plan Index', command: `${finding.command} reason="${reasonOf(finding)}"` },
  { label: 'Show Query', command: `query slow cluster=${finding.cluster}` },
]

/** Said for whoever clicks: it is what was found. */
const reasonOf = (finding: Finding): string =>
  findingLine(finding).replaceAll('"', '’').replace(/\.$/, '')
