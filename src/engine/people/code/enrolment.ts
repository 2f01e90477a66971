/** Whether a person has a one-time code, read from signed rows: enrolled, confirmed, and not forgotten since. */

import type { PeopleConfig } from '#model/configuration'
import { samePerson } from '#model/identity'
import { type CodeResetRow, codeResetsOf } from '#store/people/code-resets'
import { type CodeRow, codesOf } from '#store/people/codes'
import { type EnrolmentRow, readEnrolments } from '#store/people/enrolments'
import type { Store } from '#store/store'

/** The subject of the first code. */
export const firstCode = 'enrolment'

/** A lost code is forgotten when so many approvers besides the owner ask, within so many hours. */
export const resetters = 2
export const resetHours = 24

/** Minutes in which the first code has to follow. */
const confirmMinutes = 15

export interface Enrolment extends EnrolmentRow {
  readonly codes: readonly CodeRow[]
  readonly resets: readonly CodeResetRow[]
  readonly state: 'confirmed' | 'waiting' | 'lapsed' | 'forgotten'
}

/** The enrolment that decides: the newest confirmed enrolment, else the newest that waits for a first code. */
export const enrolmentOf = async (
  store: Store,
  people: PeopleConfig,
  person: string,
): Promise<Enrolment | undefined> => {
  const all = await readEnrolments(store)
  const rows = all.filter(row => samePerson(people, row.person, person))
  const found: Enrolment[] = []
  for (const row of rows) {
    const one = await read(store, people, row)
    // Older enrolments never count again.
    if (one.state === 'confirmed' || one.state === 'forgotten') {
      found.push(one)
      break
    }
    if (one.state === 'waiting') found.push(one)
  }
  return found.find(({ state }) => state === 'confirmed') ?? found[0]
}

/** People with a confirmed one-time code. */
export const enrolledPeople = async (
  store: Store,
  people: PeopleConfig,
): Promise<readonly string[]> => {
  const all = [...new Set((await readEnrolments(store)).map(({ person }) => person))]
  const states = await Promise.all(all.map(person => enrolmentOf(store, people, person)))
  return all.filter((_, place) => states[place]?.state === 'confirmed')
}

const read = async (store: Store, people: PeopleConfig, row: EnrolmentRow): Promise<Enrolment> => {
  const codes = (await codesOf(store, row.id)).filter(({ person }) => person === row.person)
  const resets = await codeResetsOf(store, row.id)
  const confirmed = codes.some(
    ({ about, verdict }) => about === firstCode && verdict === 'accepted',
  )
  return {
    ...row,
    codes,
    resets,
    state: isForgotten(people, row, resets)
      ? 'forgotten'
      : confirmed
        ? 'confirmed'
        : row.ago < confirmMinutes
          ? 'waiting'
          : 'lapsed',
  }
}

/** Two people besides the owner, within a day. */
const isForgotten = (
  people: PeopleConfig,
  { person }: EnrolmentRow,
  resets: readonly CodeResetRow[],
): boolean => {
  const others = resets.filter(one => !samePerson(people, one.person, person))
  return others.some(later =>
    others.some(
      earlier =>
        !samePerson(people, earlier.person, later.person) &&
        earlier.ago >= later.ago &&
        earlier.ago - later.ago < resetHours,
    ),
  )
}
