/**
 * Compares a one-time code. Codes of a person are compared in turn, under a lock in the control database, and a code
 * counts once: an accepted step, and each step before, is spent for every process.
 */
import type { Parts } from '#engine/parts'
import { type Enrolment, enrolmentOf, firstCode } from '#engine/people/code/enrolment'
import { stepOfCode } from '#engine/people/code/time-code'
import type { PeopleConfig } from '#model/configuration'
import { identityOf, partsOf } from '#model/identity'
import type { Person } from '#model/person'
import { type Refusal, refusal } from '#model/refusal'
import { advisoryLocks } from '#store/advisory-locks'
import { type CodeRow, insertCode } from '#store/people/codes'
import type { Store } from '#store/store'
import { takeLock } from '#store/take-lock'

/** A code, and the time at which the code came in. */
export interface TypedCode {
  readonly digits: string
  readonly at: Date
}

/** Read before a transaction begins: the clock of the control database needs a connection of its own. */
export const typedCode = async (parts: Parts, code: string | null): Promise<TypedCode | null> =>
  code === null ? null : { digits: code, at: await parts.now() }

export interface Proving {
  readonly person: Person
  readonly code: TypedCode
  /** The subject: `firstCode`, or a plan and the fingerprint. */
  readonly about: string
  /** For the record: the plan, where there is one. */
  readonly subject: Readonly<Record<string, string>>
  readonly via: string
}

/** So many wrong codes in so many minutes lock the person out: a guesser hits once in 66,000 quarters of an hour. */
const wrongMost = 5
const wrongMinutes = 15

export const notEnrolled = (): Refusal =>
  refusal(
    'This takes your one-time code, and you have none yet.',
    'In a direct message to Howdah, say `access enrol`; then decide.',
  )

/** Undefined when the code is right. Each comparison is on the record, and never the code. */
export const prove = async (
  parts: Parts,
  tx: Store,
  given: Proving,
): Promise<Refusal | undefined> => {
  const enrolment = await lockedEnrolment(parts, tx, given.person.id)
  const wanted = given.about === firstCode ? 'waiting' : 'confirmed'
  if (enrolment?.state !== wanted) return notEnrolled()
  const wrong = wrongIn(enrolment.codes)
  if (wrong.length >= wrongMost) return locked(parts, given, wrong)
  const step = stepOfCode(secretOf(tx, enrolment), given.code.digits, given.code.at)
  const spent = Math.max(...enrolment.codes.map(one => one.step ?? -1), -1)
  const verdict = step === undefined ? 'wrong' : step <= spent ? 'replayed' : 'accepted'
  const { person, about } = given
  await insertCode(tx, {
    enrolment: enrolment.id,
    person: enrolment.person,
    about,
    verdict,
    step: verdict === 'accepted' ? (step ?? null) : null,
  })
  await parts.record.append(
    verdict === 'accepted' ? 'code.accepted' : 'code.refused',
    said(given, { verdict }),
    tx,
  )
  if (verdict === 'accepted') return undefined
  if (wrong.length + 1 >= wrongMost)
    await parts.record.append('code.locked', said(given, { name: person.name }), tx)
  return refusedFor[verdict]
}

/** Reads the enrolment under a lock that lasts until the transaction ends. */
export const lockedEnrolment = async (
  { config }: Parts,
  tx: Store,
  person: string,
): Promise<Enrolment | undefined> => {
  await takeLock(tx, { lock: advisoryLocks.codes, of: lockOf(config.people, person) })
  return enrolmentOf(tx, config.people, person)
}

/** A bare id may be of any team: the same lock for all of them. */
const lockOf = (people: PeopleConfig, id: string): string => {
  const identity = identityOf(people, id)
  const { team, user } = partsOf(identity)
  return team === 'cli' ? identity : user
}

export const aboutEnrolment = ({ person }: Pick<Enrolment, 'person'>): string =>
  `one-time code of ${person}`

const secretOf = ({ signer }: Store, enrolment: Enrolment): Buffer => {
  const secret = signer.unseal(enrolment.secret, aboutEnrolment(enrolment))
  if (secret === undefined) throw new Error(`the secret of ${enrolment.id} cannot be read`)
  return Buffer.from(secret, 'base64url')
}

const wrongIn = (codes: readonly CodeRow[]): readonly CodeRow[] =>
  codes.filter(({ verdict, ago }) => verdict !== 'accepted' && ago < wrongMinutes)

const said = ({ person, about, subject, via }: Proving, more: object) => ({
  actor: person.id,
  subject,
  detail: { about, via, ...more },
})

/** A right code is not compared either; a burst is on the record as a count. */
const locked = async (
  parts: Parts,
  given: Proving,
  wrong: readonly CodeRow[],
): Promise<Refusal> => {
  await parts.denials.say('code.refused', said(given, { verdict: 'locked' }))
  // The lock ends when the fifth from the newest is old enough.
  const oldest = wrong[wrongMost - 1]?.ago ?? 0
  const minutes = Math.max(1, Math.ceil(wrongMinutes - oldest))
  return refusal(
    `${wrongMost} wrong codes within ${wrongMinutes} minutes: yours are not checked for now.`,
    `Try again in ${minutes} min. If you did not type those codes, tell the other approvers: somebody acts in your name.`,
  )
}

const refusedFor = {
  wrong: refusal(
    'This is not your current one-time code.',
    'Decide again with the code that your authenticator shows now; check the clock of the device if it is wrong again.',
  ),
  replayed: refusal(
    'This one-time code was used before, and each counts once.',
    'Wait for the next code, at most 30 seconds, and decide again.',
  ),
} as const
