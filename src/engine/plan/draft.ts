/** Look, then refuse or plan: done once when asked, and again right before the first step. */
import type { Cluster } from '#cluster/cluster'
import type { Parts } from '#engine/parts'
import { detachedParts } from '#engine/plan/detached'
import { draftUndo } from '#engine/plan/draft-undo'
import { expectOutputs } from '#engine/plan/expect-outputs'
import { type Fingerprinted, fingerprintOf } from '#engine/plan/fingerprint'
import { inPlace } from '#engine/plan/in-place'
import { readOnly } from '#engine/plan/read-only'
import { tooLongToRead } from '#engine/plan/too-long-to-read'
import { unlisted } from '#engine/plan/unlisted'
import { measuredBuild } from '#engine/show/measured-build'
import { verifiedBackups } from '#engine/show/verified-backups'
import { kindOf } from '#model/action'
import { piecesOf } from '#model/actions/pieces'
import type { ClusterAbout, Target } from '#model/cluster'
import { drillsInView } from '#model/drill/drill'
import type { Measure } from '#model/guard'
import { actionsOf, type PlanBody, type Risk } from '#model/plan'
import type { AnyPlaybook } from '#model/playbook'
import type { Remembered } from '#model/record/remembered'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import type { Away, View } from '#model/view'
import { drillsOfCluster } from '#store/drills/drills'
import { lastSeen } from '#store/primaries/seen-primaries'
import { writeCommand } from '#text/write-command'

export interface Wanted {
  readonly cluster: string
  readonly database: string
  readonly playbook: string
  readonly input: Readonly<Record<string, unknown>>
  /** The run to take back; the steps then come from the run and not from the playbook. */
  readonly undoes: string | null
}

export type Draft = Fingerprinted &
  PlanBody & {
    readonly kind: 'draft'
    readonly measure: Measure | null
    readonly risk: Risk
    readonly fingerprint: string
  }

export const draft = async (parts: Parts, wanted: Wanted): Promise<Draft | Refusal> => {
  const cluster = parts.clusters.get(wanted.cluster)
  if (!cluster) return unknownCluster(parts, wanted.cluster)
  const playbook = parts.playbooks.get(wanted.playbook)
  if (!playbook) return unknownPlaybook(wanted.playbook)
  if (cluster.config.cloneOf !== undefined) return onClone(cluster.config)
  const notListed = unlisted(cluster.config, wanted.database)
  if (notListed) return notListed
  const view = await viewFor(cluster, playbook, wanted)
  if ('kind' in view) return draftAway(parts, wanted, playbook, view)
  const [superuser] = view.cluster.superusers
  if (superuser !== undefined && view.cluster.environment === 'production')
    return asSuperuser(cluster, superuser)
  // Both are read at once. A target that cannot be read counts only where there is a plan.
  const everyNode = view.nodes.map(({ name }) => name)
  const [[target], prepared] = await Promise.all([
    Promise.allSettled([cluster.target(view, everyNode)]),
    wanted.undoes === null
      ? playbook.prepare(view, wanted.input, rememberedOf(parts, wanted))
      : draftUndo(parts, view, wanted.undoes),
  ])
  if (isRefusal(prepared)) return inPlace(parts, wanted, prepared)
  const illegible = tooLongToRead(prepared.body)
  if (illegible) return illegible
  const kept = await readOnly(cluster, view, prepared.body)
  if (kept) return kept
  if (target.status === 'rejected') throw target.reason
  return seal(wanted, playbook, { ...prepared, target: actedOn(target.value, prepared.body) })
}

const viewFor = (
  cluster: Cluster,
  playbook: AnyPlaybook,
  { undoes, database }: Wanted,
): Promise<View | Away> => {
  if (undoes !== null) return cluster.view(database)
  if (playbook.withoutPrimary) return cluster.viewOrReplicas(database)
  return playbook.looksAway ? cluster.viewOrAway(database) : cluster.view(database)
}

const rememberedOf = (
  { store, primaries }: Parts,
  { cluster, database }: Pick<Wanted, 'cluster' | 'database'>,
): Remembered => ({
  detached: table => detachedParts(store, { cluster, database, table }),
  measured: index => measuredBuild(store, { cluster, database, index }),
  verified: () => verifiedBackups(store, cluster),
  drills: () => drillsOfCluster(store, cluster, drillsInView),
  seenPrimary: () => lastSeen(store, primaries, cluster),
})

/** The target has no node: the plan is made of the repository, and acts on no server. */
const draftAway = async (
  parts: Parts,
  wanted: Wanted,
  playbook: AnyPlaybook,
  away: Away,
): Promise<Draft | Refusal> => {
  const prepared = await playbook.prepare(away, wanted.input, rememberedOf(parts, wanted))
  if (isRefusal(prepared)) return inPlace(parts, wanted, prepared)
  const illegible = tooLongToRead(prepared.body)
  if (illegible) return illegible
  if (!prepared.system) throw new Error(`${playbook.name} names no database system`)
  return seal(wanted, playbook, { ...prepared, target: { ...prepared.system, nodes: [] } })
}

const seal = (
  wanted: Wanted,
  playbook: AnyPlaybook,
  {
    body,
    guard,
    measure,
    target,
  }: {
    readonly body: PlanBody
    readonly guard: Fingerprinted['guard']
    readonly measure: Measure | null
    readonly target: Fingerprinted['target']
  },
): Draft => {
  const plan = {
    ...body,
    kind: 'draft' as const,
    format: 3 as const,
    cluster: wanted.cluster,
    database: wanted.database,
    target,
    playbook: wanted.playbook,
    version: playbook.version,
    input: wanted.input,
    guard,
    undoes: wanted.undoes,
    measure,
    risk: body.risk ?? playbook.risk,
  }
  for (const action of actionsOf(plan)) kindOf(action).schema.parse(action)
  expectOutputs(plan.steps)
  for (const { title, action, halts, undo } of plan.steps) {
    const pieces = piecesOf(action)
    if (halts === 'hold' && !pieces && !kindOf(action).isRepeatable(action))
      throw new Error(`“${title}” has no cursor to hold at, and cannot be sent again`)
    if (pieces && undo && undo.action.kind !== action.kind)
      throw new Error(`“${title}” would go back in one piece, however far it came`)
  }
  return { ...plan, fingerprint: fingerprintOf(plan) }
}

/** The primary, and the other nodes that the steps act on. */
const actedOn = (target: Target, { steps }: PlanBody): Target => {
  const acted = new Set(steps.map(({ action }) => kindOf(action).place(action).node))
  return {
    ...target,
    nodes: target.nodes.filter(({ name, role }) => role === 'primary' || acted.has(name)),
  }
}

const unknownCluster = (parts: Parts, name: string): Refusal =>
  refusal(
    `There is no cluster ${name} in the inventory.`,
    `Name one of: ${[...parts.clusters.keys()].join(', ')}.`,
  )

const onClone = ({ name, cloneOf = '' }: Cluster['config']): Refusal =>
  refusal(
    `${name} is a clone of ${cloneOf}, and Howdah changes nothing on it.`,
    `Plan the change for ${cloneOf}.`,
  )

const unknownPlaybook = (name: string): Refusal =>
  refusal(
    `This process has no playbook ${name}.`,
    'Bring all Howdah processes to the same version, then plan again.',
  )

const asSuperuser = (
  { config: { name } }: Cluster,
  { login, superuser }: ClusterAbout['superusers'][number],
): Refusal =>
  login === superuser
    ? refusal(
        `Howdah's login ${login} is a superuser of ${name}, and this is production.`,
        'Give Howdah a role of its own: `howdah init --print-sql` prints the grants.',
      )
    : refusal(
        `Howdah's login ${login} may become ${superuser}, a superuser of ${name}, and this is production.`,
        `Run \`${writeCommand('doctor', { cluster: name })}\`: it prints the REVOKE.`,
        writeCommand('doctor', { cluster: name }),
      )
