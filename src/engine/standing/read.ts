/** Standing approvals as they stand now, read from signed rows; no state is stored. */
import type { Parts } from '#engine/parts'
import { standingFingerprint } from '#engine/standing/fingerprint'
import type { PeopleConfig } from '#model/configuration'
import { distinct, samePerson } from '#model/identity'
import type {
  StandingApproval,
  StandingBody,
  StandingDecision,
  StandingState,
} from '#model/standing/standing-approval'
import { readStanding, type StandingRow } from '#store/standing-approvals/bodies'
import { type StandingDecisionRow, standingDecisions } from '#store/standing-approvals/decisions'
import { usesOf } from '#store/standing-approvals/uses'
import type { Store } from '#store/store'

/** Days in which a request has to be approved. */
const waitDays = 7

/** `now` is read before a transaction begins: the clock of the control database needs a connection of its own. */
export const readApprovals = async (
  parts: Parts,
  now: Date,
  store: Store = parts.store,
  id: string | null = null,
): Promise<readonly StandingApproval[]> => {
  const rows = await readStanding(store, id)
  return Promise.all(rows.map(row => readOne(parts, store, row, now)))
}

const readOne = async (
  { config }: Parts,
  store: Store,
  row: StandingRow,
  now: Date,
): Promise<StandingApproval> => {
  const { body } = row
  const fingerprint = standingFingerprint(body)
  const decisions = (await standingDecisions(store, body.id)).filter(
    one => one.fingerprint === fingerprint,
  )
  const uses = await usesOf(store, body.id, new Date(0))
  return {
    ...body,
    state: stateOf(config.people, { body, decisions, ago: row.ago }, now),
    decisions: decisions.map(withoutPlace),
    askedAt: row.at,
    uses: uses.length,
  }
}

const withoutPlace = ({
  person,
  name,
  decision,
  note,
  at,
}: StandingDecisionRow): StandingDecision => ({ person, name, decision, note, at })

const stateOf = (
  people: PeopleConfig,
  {
    body,
    decisions,
    ago,
  }: Pick<StandingRow, 'body' | 'ago'> & { readonly decisions: readonly StandingDecision[] },
  now: Date,
): StandingState => {
  if (decisions.some(({ decision }) => decision === 'withdraw')) return 'withdrawn'
  if (now.getTime() >= Date.parse(body.endsAt)) return 'ended'
  if (approversOf(people, { ...body, decisions }).length >= body.approvalsNeeded) return 'in force'
  return ago < waitDays ? 'waiting' : 'lapsed'
}

/** The people whose yes counts, each human once, without the requester. */
export const approversOf = (
  people: PeopleConfig,
  { requester, decisions }: Pick<StandingBody, 'requester'> & Pick<StandingApproval, 'decisions'>,
): readonly StandingDecision[] =>
  distinct(
    people,
    decisions.filter(
      ({ decision, person }) => decision === 'approve' && !samePerson(people, person, requester),
    ),
  )
