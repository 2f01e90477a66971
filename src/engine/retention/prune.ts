/** Two people have old entries of the record removed: a person asks, and a different approver agrees. */
import type { Anchor } from '#audit/head'
import { tombstoneKind } from '#audit/tombstones/tombstone'
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import { type StillMay, whoStillMay } from '#engine/people/who-still-may'
import { samePerson } from '#model/identity'
import type { Person } from '#model/person'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { advisoryLocks } from '#store/advisory-locks'
import { insertPruneAsk, pruneAsks } from '#store/retention/prune-asks'
import type { Store } from '#store/store'
import { takeLock } from '#store/take-lock'

const dayMs = 86_400_000

/** `before` is a day, `2025-11-01`, in UTC. */
export const prune = async (
  parts: Parts,
  person: Person,
  before: string,
): Promise<Answer | Refusal> => {
  const last = await lastOf(parts, before)
  if (isRefusal(last)) return last
  // Looked up before the transaction: Slack may be slow.
  const counting = await whoStillMay(parts, await pruneAsks(parts.store, last), 'ask-prune')
  const asked = await parts.store.transaction(tx =>
    askOrAgree(parts, person, { ...last, before, counting }, tx),
  )
  if (asked === 'look again') return prune(parts, person, before)
  if (typeof asked !== 'string') return asked
  const kept = await parts.record.pruning.keep(last)
  return parts.store.transaction(async tx => {
    await takeLock(tx, { lock: advisoryLocks.pruning })
    if (await parts.record.pruning.isRemoved(last.seq)) return already(last)
    await parts.record.append(
      tombstoneKind,
      {
        actor: person.id,
        subject: {},
        detail: {
          title: `entries 1 to ${last.seq} are removed`,
          name: person.name,
          askedBy: asked,
          before,
          last: last.seq,
          hash: last.hash,
          entries: kept.entries,
          file: kept.path,
          sha256: kept.sha256,
        },
      },
      tx,
    )
    return answer(
      `Entries 1 to ${last.seq} of the record are given up. They go when the owner of the control database next says \`howdah migrate\`, or a bot with DATABASE_OWNER_URL starts.`,
      {
        lines: [
          `They are kept in ${kept.path} on the machine of ${parts.holder}: take that file to where exports are kept.`,
          `SHA-256 of the file: ${kept.sha256}`,
        ],
      },
    )
  })
}

const lastOf = async (
  { config, now, record }: Parts,
  before: string,
): Promise<Anchor | Refusal> => {
  const { record: days } = config.retention
  const youngest = new Date((await now()).getTime() - days * dayMs).toISOString().slice(0, 10)
  if (before > youngest)
    return refusal(
      `The last ${days} days of the record are kept: everything since ${youngest}.`,
      `Name a day up to ${youngest}, or shorten \`retention.record\` in the inventory (400 days at least).`,
    )
  const last = await record.pruning.lastBefore(new Date(`${before}T00:00:00Z`))
  if (last === null)
    return refusal(
      `The record has no entry from before ${before}.`,
      'See with `audit verify` where it begins.',
    )
  return (await record.pruning.isRemoved(last.seq)) ? already(last) : last
}

const already = ({ seq }: Anchor): Refusal =>
  refusal(
    `Entries 1 to ${seq} are given up already.`,
    'They go when the owner of the control database next says `howdah migrate`.',
  )

/** Who asked, as far as this person may agree now; otherwise the person's own wish is kept. */
const askOrAgree = async (
  parts: Parts,
  person: Person,
  wish: Anchor & { readonly before: string; readonly counting: StillMay },
  tx: Store,
): Promise<string | Answer | Refusal> => {
  const { people } = parts.config
  const concern = { cluster: null, requester: null }
  const mayNotAsk = authorize(people, person, 'ask-prune', concern)
  if (mayNotAsk) return mayNotAsk
  const mayNot = authorize(people, person, 'prune', concern)
  // A person with a borrowed login could be both people.
  if (mayNot && (person.borrowedBy !== undefined || person.mayNotJudge)) return mayNot
  await takeLock(tx, { lock: advisoryLocks.pruning })
  const { seq, hash, before, counting } = wish
  const askers = await pruneAsks(tx, { seq, hash })
  const others = askers.filter(one => !samePerson(people, one, person.id))
  // Somebody has asked since the people were looked up.
  if (others.some(one => !counting.has(one))) return 'look again'
  const other = others.find(one => counting.get(one))
  if (mayNot === undefined && other !== undefined) return other
  if (!askers.some(one => samePerson(people, one, person.id))) {
    await insertPruneAsk(tx, { seq, hash, person: person.id })
    const detail = { name: person.name, title: `entries 1 to ${seq}`, before, last: seq, hash }
    await parts.record.append('record.prune-asked', { actor: person.id, subject: {}, detail }, tx)
  }
  return answer(
    `You asked to remove entries 1 to ${seq} of the record, those from before ${before}. An approver who is another person says \`audit prune before=${before}\` within 7 days.`,
    {
      lines: ['Nothing is removed until then. Keep an export first.'],
      offers: [{ label: 'Export Record', command: 'audit export' }],
    },
  )
}
