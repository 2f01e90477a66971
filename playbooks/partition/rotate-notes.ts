/** Notes that an approver of a rotation could not guess. */
import { mostMade, rangesOf } from '#cluster/facts/partition/due'
import type { Part } from '#cluster/facts/partition/parts'
import type { VacuumAtWork } from '#cluster/facts/partition/ties'
import { fewRows } from '#playbooks/partition/drain'
import type { RotateInput } from '#playbooks/partition/rotate-input'
import { detachHindrance, type ReadyRotation } from '#playbooks/partition/rotate-refusals'
import { bytes, fewOf } from '#text/figures'

/** So much is read in a tenth of a second. */
const largeBytes = 64 * 1_048_576

export const rotationNotes = (
  input: RotateInput,
  facts: ReadyRotation,
  expired: readonly Part[],
): readonly string[] => [
  ...hindered(input, facts),
  ...cut(facts),
  ...defaultNotes(facts),
  ...aloneNotes(facts),
  ...identityNotes(facts),
  ...subscriberNotes(facts, expired),
  ...facts.vacuums.flatMap(one => vacuumNotes(facts, one, expired)),
  ...(expired.length > 0 ? facts.waitsFor.map(who => `A detachment waits for ${who}.`) : []),
]

const hindered = (input: RotateInput, facts: ReadyRotation): readonly string[] => {
  const why = detachHindrance(input, facts)
  return why ? [`Nothing is detached: ${why.because} ${why.instead}`] : []
}

const cut = ({ missing, expired }: ReadyRotation): readonly string[] =>
  Math.max(missing.length, expired.length) < mostMade
    ? []
    : [`One plan makes or detaches ${mostMade} partitions at most: ask again afterwards.`]

const defaultNotes = ({ defaults, missing, set }: ReadyRotation): readonly string[] => {
  if (!defaults || missing.length === 0) return []
  const { quoted, counts, heapBytes } = defaults
  if (counts === null)
    return [
      `Whether ${quoted} has rows of the new ranges is not known: the login that observes may not read it, or reading would call a function of the database. If there are any, the attachment fails and the run is undone.`,
    ]
  return [
    ...(counts.some(rows => rows > fewRows)
      ? [
          `Rows that are moved are not seen through ${set.quoted} until their partition is attached, some moments after the last batch.`,
        ]
      : []),
    ...(heapBytes > largeBytes
      ? [
          `At each attachment PostgreSQL reads all of ${quoted} (${bytes(heapBytes)}), whose reads and writes wait meanwhile.`,
        ]
      : []),
  ]
}

const aloneNotes = ({ dress, parts, missing }: ReadyRotation): readonly string[] => {
  const [newest] = rangesOf(parts)
  return missing.length === 0 || !dress || dress.alone.length === 0 || !newest
    ? []
    : [`${newest.quoted} has on its own, and the new ones do not get: ${fewOf(dress.alone, 5)}.`]
}

/** Before 17 no partition has the identity of the parent, however it was made. */
const identityNotes = ({ version, hasIdentity, missing, set }: ReadyRotation): readonly string[] =>
  hasIdentity && version < 17 && missing.length > 0
    ? [
        `An INSERT straight into a new partition must give the identity column; through ${set.quoted} it need not.`,
      ]
    : []

const subscriberNotes = (
  { publications, missing, set }: ReadyRotation,
  expired: readonly Part[],
): readonly string[] =>
  publications.flatMap(({ name, viaRoot, slots }) => {
    const who = slots.length === 0 ? 'whoever subscribes' : `the subscribers (${fewOf(slots)})`
    return [
      ...(missing.length === 0
        ? []
        : [
            viaRoot
              ? `Publication ${name} sends changes as those of ${set.quoted}: make the same partitions on ${who} first, or replication stops at the first row.`
              : `Publication ${name} sends changes by partition: make the same partitions on ${who} first, run this, then there \`ALTER SUBSCRIPTION … REFRESH PUBLICATION\` before the first row comes. Without the table there, replication stops.`,
          ]),
      ...(expired.length === 0
        ? []
        : [
            `Publication ${name} sends no later change of a detached partition; ${who} keep their copy until they detach it too.`,
          ]),
    ]
  })

/** What tries for moments at a time never gets past a VACUUM, of the default partition or of one that goes at once. */
const vacuumNotes = (
  { set }: ReadyRotation,
  { pid, table, auto, wraparound }: VacuumAtWork,
  expired: readonly Part[],
): readonly string[] => {
  const what = `${auto ? 'Autovacuum' : 'VACUUM'} (pid ${pid}) works on ${table}`
  const end = wraparound
    ? 'It prevents wraparound and gives way to nobody: wait for its end.'
    : `Wait for its end, or end it with \`session cancel ${pid}\`.`
  const isOld = expired.some(({ quoted }) => quoted === table)
  if (table === set.defaultPart || (set.defaultPart !== null && isOld))
    return [
      `${what}, and the short lock of ${table === set.defaultPart ? 'an attachment' : 'a detachment'} does not get past that. ${end}`,
    ]
  return isOld
    ? [
        auto && !wraparound
          ? `${what}: the detachment makes it give way.`
          : `${what}, and the detachment waits for it. ${end}`,
      ]
    : []
}
