/** A person gets a one-time code: the secret is shown once, and counts from the first right code on. */

import { newEnrolmentId } from '#engine/id'
import type { Parts } from '#engine/parts'
import { firstCode } from '#engine/people/code/enrolment'
import { aboutEnrolment, lockedEnrolment, prove, typedCode } from '#engine/people/code/prove'
import { base32, newSecret, otpauthOf } from '#engine/people/code/time-code'
import type { Origin } from '#model/change'
import { identityOf, partsOf } from '#model/identity'
import type { Person } from '#model/person'
import { type Refusal, refusal } from '#model/refusal'
import { type Answer, answer, type CodeAsked } from '#model/reply'
import { insertEnrolment } from '#store/people/enrolments'

export const enrol = async (
  parts: Parts,
  person: Person,
  origin: Origin,
): Promise<Answer | Refusal> => {
  const identity = identityOf(parts.config.people, person.id)
  if (!isPrivate(origin, identity))
    return refusal(
      'The secret is shown in a direct message only.',
      'Open the direct message with Howdah in Slack, and say it there.',
    )
  const secret = newSecret()
  const known = await parts.store.transaction(async tx => {
    const before = await lockedEnrolment(parts, tx, person.id)
    if (before?.state === 'confirmed') return alreadyEnrolled()
    const id = newEnrolmentId()
    const sealed = tx.signer.seal(
      secret.toString('base64url'),
      aboutEnrolment({ person: identity }),
    )
    await insertEnrolment(tx, { id, person: identity, name: person.name, secret: sealed })
    await parts.record.append(
      'code.enrolling',
      { actor: person.id, subject: { enrolment: id }, detail: { via: origin.via } },
      tx,
    )
    return undefined
  })
  return known ?? shown(secret, person.name)
}

/** Slack's ids of direct messages begin with D. A login without a Slack account has only a terminal. */
const isPrivate = ({ via, channel }: Origin, identity: string): boolean =>
  via === 'cli' ? partsOf(identity).team === 'cli' : channel?.startsWith('D') === true

const alreadyEnrolled = (): Refusal =>
  refusal(
    'You have a one-time code already.',
    'If the device is lost, say `access reset`: two other approvers have to agree.',
    'access reset',
  )

const shown = (secret: Buffer, name: string): Answer =>
  answer('Add this secret to your authenticator application. It is shown only now.', {
    lines: [
      `Secret: \`${(base32(secret).match(/.{4}/g) ?? []).join(' ')}\``,
      `As an address: \`${otpauthOf(secret, name)}\``,
      'Type: by time, six digits, 30 seconds. Howdah keeps the secret encrypted and shows it to nobody.',
      'Then give the first code within 15 minutes: say `access confirm`.',
    ],
    offers: [{ label: 'Enter First Code', command: 'access confirm' }],
  })

/** The first code shows that the secret has arrived. */
export const confirm = async (
  parts: Parts,
  person: Person,
  code: string | null,
): Promise<Answer | Refusal | CodeAsked> => {
  const typed = await typedCode(parts, code)
  const done = await parts.store.transaction(async tx => {
    const enrolment = await lockedEnrolment(parts, tx, person.id)
    if (enrolment?.state === 'confirmed') return alreadyEnrolled()
    if (enrolment?.state !== 'waiting')
      return refusal(
        'There is no secret of yours that waits for its first code.',
        'In a direct message to Howdah, say `access enrol`.',
      )
    if (typed === null)
      return { kind: 'code', title: 'First one-time code', yes: 'Confirm' } as const
    const subject = { enrolment: enrolment.id }
    const wrong = await prove(parts, tx, {
      person,
      code: typed,
      about: firstCode,
      subject,
      via: 'form',
    })
    if (wrong) return wrong
    await parts.record.append(
      'code.enrolled',
      { actor: person.id, subject, detail: { name: person.name } },
      tx,
    )
    return undefined
  })
  if (done !== undefined) return done
  return answer(
    'Your one-time code works from now on. No code counts twice: wait for the next one.',
  )
}
