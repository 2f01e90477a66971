/** Why a rotation is not planned, and the way out. */
import { boundWords } from '#cluster/facts/partition/bound'
import { hasTimes, rangesOf } from '#cluster/facts/partition/due'
import type { FoundRotation, Rotation } from '#cluster/facts/partition/rotation'
import { stepWords } from '#cluster/facts/partition/step'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { fewRows } from '#playbooks/partition/drain'
import type { RotateInput } from '#playbooks/partition/rotate-input'
import { batchKey } from '#playbooks/shared/batch-key'
import { noSetNamed } from '#playbooks/shared/partitions'
import { partmanWords } from '#playbooks/shared/partman'
import { mayNotActAs, mayNotCreate, noLogin } from '#playbooks/shared/refusals'
import { counted } from '#text/figures'
import { listed } from '#text/listed'

/** A rotation with work to do, and with a login to act. */
export interface ReadyRotation extends Rotation {
  readonly actor: string
}

export const rotationRefused = (
  input: RotateInput,
  found: FoundRotation,
): Refusal | ReadyRotation => {
  if (found.found !== 'rotation')
    return (
      noSetNamed(input.table, found) ?? refusal('There is no such table.', 'See `partition list`.')
    )
  const { actor, set } = found
  if (actor === null) return noLogin('ddl')
  return (
    otherShape(found) ??
    keptElsewhere(found) ??
    wrongStep(input, found) ??
    mayNotActAs(actor, set.owner, set.quoted, found) ??
    (found.createGrant === null
      ? undefined
      : mayNotCreate(set.owner, set.schema, found.createGrant)) ??
    wontFit(found) ??
    cannotDrain(found) ??
    cannotDetach(input, found) ??
    nothingDue(input, found) ?? { ...found, actor }
  )
}

const otherShape = ({ set, parts }: Rotation): Refusal | undefined => {
  if (set.partOf !== null)
    return refusal(
      `${set.quoted} is itself a partition of ${set.partOf}.`,
      'Rotate a table that is not itself a partition; lower levels are left to whoever made them.',
    )
  if (set.strategy !== 'range' || set.keys !== 1)
    return refusal(
      `${set.quoted} is partitioned by ${set.strategy} of ${set.keys === 1 ? 'one column' : `${set.keys} columns`}: Howdah rotates only ranges of one column.`,
      'Make its partitions by hand.',
    )
  if (set.kind === null)
    return refusal(
      `${set.quoted} is partitioned by ${set.column === null ? 'an expression' : `${set.column}, of type ${set.type}`}, whose ranges Howdah cannot continue.`,
      'It continues ranges of date, timestamp, integer and UUIDv7 columns. Make its partitions by hand.',
    )
  const odd = parts.find(({ kind, isDefault }) => kind !== 'table' && !isDefault)
  if (odd)
    return refusal(
      `${odd.quoted}, a partition of ${set.quoted}, is a ${odd.kind}.`,
      'Tables with partitions of more than one level, or elsewhere, are left to whoever made them.',
    )
  return rangesOf(parts).length === 0
    ? refusal(
        `${set.quoted} has no partition yet that another could be made like.`,
        'Make the first one by hand, with its privileges and settings.',
      )
    : hasTimes(set.kind, parts)
      ? undefined
      : refusal(
          `The bounds of ${set.quoted} are UUIDs that hold no time.`,
          'Only UUIDv7 keys, which begin with a time, can be continued. Make its partitions by hand.',
        )
}

const keptElsewhere = ({ set, partman, now }: Rotation): Refusal | undefined => {
  if (partman === null || partman.keeps === false) return undefined
  return refusal(
    partmanWords(set, partman, now).join(' '),
    partman.keeps === null
      ? `Let the owner grant SELECT on ${partman.config} to the login that observes.`
      : `Let pg_partman go on, or take its row out of ${partman.config} and ask again.`,
  )
}

const wrongStep = ({ every }: RotateInput, { set, step }: Rotation): Refusal | undefined => {
  if (every !== undefined && set.step !== null)
    return refusal(
      `${set.quoted} has partitions already, ${stepWords(set.step)}: its step is read from them.`,
      'Leave out `every`. Howdah does not change the step of a table.',
    )
  if (step !== null) return undefined
  return every === undefined
    ? refusal(
        `The newest partitions of ${set.quoted} differ in length.`,
        `Give the step: \`every=${set.kind === 'integer' ? '1000000' : '"1 month"'}\`.`,
      )
    : refusal(
        `“${every}” is no step of ${set.column}.`,
        set.kind === 'integer'
          ? 'Give a number of keys: `every=1000000`.'
          : 'Give a length: `every="1 month"`, `every=daily`.',
      )
}

/** 63 bytes: PostgreSQL cuts a longer name, and the partition would be called otherwise than the plan says. */
const longest = 63

const wontFit = ({ set, parts, missing, dress }: Rotation): Refusal | undefined => {
  const [newest] = rangesOf(parts)
  if (missing.length === 0 || !newest) return undefined
  const taken = missing.find(one => one.taken)
  if (taken)
    return refusal(
      `Something else is called ${taken.quoted}, and is no partition of ${set.quoted}.`,
      'Rename it or attach it, then ask again.',
    )
  const long = missing.find(({ name }) => Buffer.byteLength(name) > longest)
  if (long)
    return refusal(
      `The name ${long.name} would be longer than the ${longest} bytes that PostgreSQL keeps.`,
      'Make the next partition by hand with a shorter name; later ones follow its pattern.',
    )
  if (newest.owner !== set.owner)
    return refusal(
      `${newest.quoted} belongs to ${newest.owner}, and ${set.quoted} to ${set.owner}.`,
      `Let one role own both: \`ALTER TABLE ${newest.quoted} OWNER TO ${set.owner}\`.`,
    )
  return dress === null || dress.identityIndex === null
    ? undefined
    : refusal(
        `${newest.quoted} has the index ${dress.identityIndex} as replica identity, whose counterpart on a new partition has no name yet.`,
        'Make its primary key or the full row the replica identity, or make the partitions by hand.',
      )
}

/** Only where no partition is due to be made: otherwise a note says why none is detached. */
const cannotDetach = (input: RotateInput, found: Rotation): Refusal | undefined => {
  const why = detachHindrance(input, found)
  return found.missing.length === 0 && isRefusal(why) ? why : undefined
}

export const detachHindrance = (
  { keep }: RotateInput,
  { set, expired, referredBy }: Rotation,
): Refusal | undefined => {
  if (keep === undefined) return undefined
  if (set.kind === 'integer')
    return refusal(
      `${set.quoted} is partitioned by integers, which have no age.`,
      'Leave out `keep`, and detach its partitions by hand.',
    )
  if (expired.length === 0) return undefined
  return referredBy.length === 0
    ? undefined
    : refusal(
        `Foreign keys of ${listed(referredBy)} refer to ${set.quoted}: detaching reads those tables and locks them meanwhile.`,
        'Detach the old partitions by hand at a quiet time.',
      )
}

const nothingDue = (input: RotateInput, found: Rotation): Refusal | undefined => {
  const { set, missing, expired, parts } = found
  if (missing.length > 0 || expired.length > 0 || set.pending.length > 0) return undefined
  const [newest] = rangesOf(parts)
  const until = newest && set.kind ? ` until ${boundWords(set.kind, newest.hi)}` : ''
  const open = parts.find(({ isDefault, hi, lo }) => !isDefault && hi === null && lo !== null)
  return open
    ? refusal(
        `${open.quoted} has no upper bound, so that no partition can follow it.`,
        'Detach it, or give it an upper bound, by hand.',
      )
    : refusal(
        `Nothing is due: ${set.quoted} has its ${counted(input.ahead, 'partition')} ahead${until}${input.keep === undefined ? '' : `, and none is older than ${input.keep}`}.`,
        `See \`partition show ${set.quoted}\`.`,
        `partition show ${set.quoted}`,
      )
}

/** Rows that have to leave the default partition, and cannot. */
const cannotDrain = ({
  defaults,
  set,
  referredBy,
  publications,
}: Rotation): Refusal | undefined => {
  const most = Math.max(0, ...(defaults?.counts ?? []))
  if (!defaults || most === 0) return undefined
  const { quoted } = defaults
  const rows = `${quoted} has rows of the ranges to be made, which have to move first`
  const [publication] = publications
  if (referredBy.length > 0)
    return refusal(
      `${rows}, and foreign keys of ${listed(referredBy)} refer to ${set.quoted}: a move would break them.`,
      'Move the rows by hand, with those foreign keys dropped meanwhile.',
    )
  if (publication)
    return refusal(
      `${rows}, and publication ${publication.name} would send their removal but not their return.`,
      'Move the rows by hand while the subscribers are stopped, and let them copy the new partition.',
    )
  if (defaults.forced)
    return refusal(
      `${rows}, and row security of ${quoted} holds for its owner, too: rows could be left out.`,
      `Run \`ALTER TABLE ${quoted} NO FORCE ROW LEVEL SECURITY\`, then ask again.`,
    )
  if (most <= fewRows) return undefined
  const key = batchKey({ table: quoted, owner: set.owner, key: defaults.key })
  return isRefusal(key) ? key : undefined
}
