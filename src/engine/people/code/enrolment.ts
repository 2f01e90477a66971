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
): Promise<Enrolment | undefined> =>
  decisive((await readAll(store, people)).filter(row => samePerson(people, row.person, person)))

/** People with a confirmed one-time code. */
export const enrolledPeople = async (
  store: Store,
  people: PeopleConfig,
): Promise<readonly string[]> => {
  const byPerson = Map.groupBy(await readAll(store, people), ({ person }) => person)
  return [...byPerson].flatMap(([person, rows]) =>
    decisive(rows)?.state === 'confirmed' ? [person] : [],
  )
}

/** Of the enrolments of a person, the newest first. */
const decisive = (rows: readonly Enrolment[]): Enrolment | undefined => {
  // An enrolment older than the newest confirmed or forgotten enrolment never counts again.
  const last = rows.findIndex(({ state }) => state === 'confirmed' || state === 'forgotten')
  const open = rows
    .slice(0, last === -1 ? undefined : last + 1)
    .filter(({ state }) => state !== 'lapsed')
  return open.find(({ state }) => state === 'confirmed') ?? open[0]
}

const readAll = async (store: Store, people: PeopleConfig): Promise<readonly Enrolment[]> => {
  const rows = await readEnrolments(store)
  const ids = rows.map(({ id }) => id)
  const codes = Map.groupBy(await codesOf(store, ids, firstCode), ({ enrolment }) => enrolment)
  const resets = Map.groupBy(await codeResetsOf(store, ids), ({ enrolment }) => enrolment)
  return rows.map(row =>
    stateOf(people, row, {
      codes: (codes.get(row.id) ?? []).filter(({ person }) => person === row.person),
      resets: resets.get(row.id) ?? [],
    }),
  )
}

const stateOf = (
  people: PeopleConfig,
  row: EnrolmentRow,
  { codes, resets }: Pick<Enrolment, 'codes' | 'resets'>,
): Enrolment => {
  const confirmed = codes.some(
    ({ about, verdict }) => about === firstCode && verdict === 'accepted',
  )
  const waits = row.ago < confirmMinutes ? 'waiting' : 'lapsed'
  const state = isForgotten(people, row, resets) ? 'forgotten' : confirmed ? 'confirmed' : waits
  return { ...row, codes, resets, state }
}

/** By a wish that decided; of wishes from before that was told, by two people besides the owner within a day. */
const isForgotten = (
  people: PeopleConfig,
  { person }: EnrolmentRow,
  resets: readonly CodeResetRow[],
): boolean => {
  if (resets.some(({ forgets }) => forgets === true)) return true
  const others = resets.filter(
    one => one.forgets === undefined && !samePerson(people, one.person, person),
  )
  return others.some(later =>
    others.some(
      earlier =>
        !samePerson(people, earlier.person, later.person) &&
        earlier.ago >= later.ago &&
        earlier.ago - later.ago < resetHours,
    ),
  )
}
