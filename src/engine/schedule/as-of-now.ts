/** Looks at the plan of a schedule before Save: a misspelt table is told then, and not at the first slot in the night. */
import { inTrial } from '#engine/ask/in-trial'
import type { Parts } from '#engine/parts'
import { draft, type Wanted } from '#engine/plan/draft'
import type { Person } from '#model/person'
import { isRefusal } from '#model/refusal'
import { Failure } from '#src/errors'
import { inTime } from '#src/in-time'

/** A person waits for the preview. */
const patienceMs = 10_000

/** A sentence on the present hindrance of the plan; null where the plan could be made. */
export const asOfNow = async (
  parts: Parts,
  person: Person,
  wanted: Wanted,
): Promise<string | null> => {
  const { cluster, playbook } = wanted
  const look = () => draft(parts, wanted)
  const looking = parts.playbooks.get(playbook)?.tries
    ? inTrial(parts, { person, cluster, playbook, via: 'schedule' }, look)
    : look()
  try {
    const found = await inTime(looking, patienceMs, () => {
      throw new Failure('schedule.late', `${cluster} did not answer within 10 s.`, '')
    })
    return isRefusal(found) ? `Now it would be refused: ${found.because} ${found.instead}` : null
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return `It was not tried out: ${error.message}`
  }
}
