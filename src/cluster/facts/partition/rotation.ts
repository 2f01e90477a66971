/** The facts that decide about a rotation. */
import { type KeyKind, keyKinds } from '#cluster/facts/partition/bound'
import { type DefaultRows, defaultRows } from '#cluster/facts/partition/default-rows'
import { type Dress, dressLike } from '#cluster/facts/partition/dress'
import {
  type DueRange,
  expiredParts,
  missingRanges,
  mostMade,
  rangesOf,
} from '#cluster/facts/partition/due'
import { type FoundSet, findSet } from '#cluster/facts/partition/found'
import type { SetHead } from '#cluster/facts/partition/heads'
import {
  type Partman,
  type PublishedBy,
  partmanOf,
  publicationsOf,
} from '#cluster/facts/partition/keeper'
import type { Part } from '#cluster/facts/partition/parts'
import { readsFor } from '#cluster/facts/partition/pruning'
import { type RangeStep, readStep } from '#cluster/facts/partition/step'
import { type Ties, tiesOf } from '#cluster/facts/partition/ties'
import { missingCreate, type OwnerReach, ownerReach } from '#cluster/facts/role/privileges'
import type { Reader, View } from '#model/view'
import type { Unit } from '#text/length'

export interface Rotation extends OwnerReach, Ties {
  readonly found: 'rotation'
  readonly node: string
  readonly database: string
  /** Major version of the primary. */
  readonly version: number
  readonly set: SetHead
  readonly parts: readonly Part[]
  readonly step: RangeStep | null
  readonly missing: readonly NewPart[]
  readonly expired: readonly Part[]
  readonly dress: Dress | null
  /** Null without a default partition. */
  readonly defaults: DefaultRows | null
  readonly partman: Partman | null
  readonly publications: readonly PublishedBy[]
  readonly actor: string | null
  /** GRANT that the owner needs to create in the schema; null when the owner may. */
  readonly createGrant: string | null
  /** Tables that a query for a key of the newest range reads; null where not known. */
  readonly reads: readonly string[] | null
  /** Milliseconds since 1970. */
  readonly now: number
}

export interface NewPart extends DueRange {
  /** Quoted, with its schema. */
  readonly quoted: string
  /** True where another table or index has the name. */
  readonly taken: boolean
}

export type FoundRotation = Exclude<FoundSet, { found: 'set' }> | Rotation

export interface RotationAsked {
  readonly table: string
  readonly ahead: number
  readonly keep: { readonly count: number; readonly unit: Unit } | null
  readonly every: string | null
  readonly now: number
}

export const lookAtRotation = async (view: View, asked: RotationAsked): Promise<FoundRotation> => {
  const { primary, cluster } = view
  const found = await findSet(primary, asked.table)
  if (found.found !== 'set') return found
  const { set, parts } = found
  const step = stepFor(set, asked.every)
  const [newest] = rangesOf(parts)
  const due =
    step && set.kind
      ? missingRanges(parts, {
          kind: set.kind,
          parent: set.name,
          step,
          ahead: asked.ahead,
          now: asked.now,
        })
      : []
  const missing = await named(primary, set.schema, due)
  const [partman, publications, ties, reach, createGrant, dress, reads, defaults] =
    await Promise.all([
      partmanOf(primary, set),
      publicationsOf(primary, set.oid),
      tiesOf(primary, set.oid),
      ownerReach(primary, cluster.logins.ddl, set.owner, cluster.version),
      missingCreate(primary, set.owner, set.schema),
      newest ? dressLike(primary, { parent: set.oid, like: newest.oid }, missing) : null,
      newest && set.column && set.type
        ? readsFor(primary, {
            oid: set.oid,
            table: set.quoted,
            column: set.column,
            type: set.type,
            value: newest.loText,
          })
        : null,
      set.column && set.type
        ? defaultRows(primary, parts, { column: set.column, type: set.type, ranges: missing })
        : null,
    ])
  return {
    found: 'rotation',
    node: view.nodes.find(({ role }) => role === 'primary')?.name ?? '',
    database: view.database,
    version: cluster.version,
    set,
    parts,
    step,
    missing,
    expired:
      asked.keep && hasClock(set.kind)
        ? expiredParts(parts, asked.keep, asked.now).slice(0, mostMade)
        : [],
    dress,
    defaults,
    partman,
    publications,
    actor: cluster.logins.ddl,
    ...reach,
    ...ties,
    createGrant,
    reads,
    now: asked.now,
  }
}

const hasClock = (kind: KeyKind | null): boolean =>
  kind !== null && kind !== 'integer' && keyKinds.includes(kind)

const stepFor = ({ kind, step, zones }: SetHead, every: string | null): RangeStep | null =>
  step ?? (every === null || kind === null ? null : readStep(kind, every, zones.at(-1) ?? 'UTC'))

/** The names as SQL takes them, and whether each is free. */
const named = async (
  reader: Reader,
  schema: string,
  due: readonly DueRange[],
): Promise<readonly NewPart[]> => {
  const rows = await reader.read<{ quoted: string; taken: boolean }>(
    `select format('%I.%I', $1::text, name) as quoted, exists (select from pg_class c
       join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1::text and c.relname = name) as taken
     from unnest($2::text[]) with ordinality n(name, place) order by place`,
    [schema, due.map(({ name }) => name)],
  )
  return due.map((range, place) => ({
    ...range,
    quoted: rows[place]?.quoted ?? '',
    taken: rows[place]?.taken ?? false,
  }))
}
