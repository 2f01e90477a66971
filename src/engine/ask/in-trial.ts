/** Makes a plan that PostgreSQL tries first, where the person has a place for one; a burst of refusals is counted. */
import type { Parts } from '#engine/parts'
import type { Origin } from '#model/change'
import type { Person } from '#model/person'
import { isRefusal, type Refusal } from '#model/refusal'

export interface TrialRequest {
  readonly person: Person
  readonly cluster: string
  readonly playbook: string
  readonly via: Origin['via']
}

export const inTrial = async <Made>(
  { trials, denials }: Parts,
  { person, cluster, playbook, via }: TrialRequest,
  work: () => Promise<Made>,
): Promise<Made | Refusal> => {
  const place = trials.begin(person.id)
  if (!isRefusal(place)) return work().finally(place.end)
  await denials.say('denied', {
    actor: person.id,
    subject: { cluster },
    detail: { playbook, because: place.because, via },
  })
  return place
}
