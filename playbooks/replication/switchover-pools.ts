/** The pools before the primary: clients wait meanwhile, or people read the reason against a pause and the way out. */
import type { NodeAddress } from '#cluster/facts/pool/leads-to'
import type { PoolerFacts } from '#cluster/facts/pool/look'
import type { MovingPools } from '#cluster/facts/pool/moving'
import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import { type Meanwhile, pooledName, writtenHost } from '#model/actions/pool/console'
import type { PlanBody, Step } from '#model/plan'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { poolLabel } from '#playbooks/shared/pool-named'
import { openTooLong, settleSeconds } from '#playbooks/shared/pool-open'
import { allHalted } from '#playbooks/shared/pool-ready'
import { listed } from '#text/listed'
import { writeCommand } from '#text/write-command'

/** Longer than any switchover that goes well, and shorter than clients are patient. */
const mostSeconds = 30

export interface PoolsMeanwhile {
  /** As `front/app`. */
  readonly labels: readonly string[]
  /** Left out where no pool waits. */
  readonly there?: Meanwhile
  readonly back?: Meanwhile
  readonly notes: readonly string[]
}

interface Led {
  readonly label: string
  readonly notes: readonly string[]
  readonly pool: Omit<Meanwhile['pools'][number], 'to'>
}

export const poolsMeanwhile = (
  facts: MovingPools,
  from: string,
  to: string,
): PoolsMeanwhile | Refusal => {
  const next = facts.addresses.find(({ name }) => name === to)
  const old = facts.addresses.find(({ name }) => name === from)
  if (!next || !old) return { labels: [], notes: [] }
  const asked = facts.poolers.flatMap(pooler =>
    pooler.databases
      .filter(({ node }) => node === from || node === null)
      .map(database => ledOf(facts, { pooler, database, from: old, to: next })),
  )
  const refused = asked.find(isRefusal)
  if (refused) return refused
  const led = asked.filter((one): one is Led => typeof one !== 'string' && !isRefusal(one))
  const of = ({ host, port }: NodeAddress): Meanwhile => ({
    settleSeconds,
    mostSeconds,
    pools: led.map(({ pool }) => ({ ...pool, to: { host, port } })),
  })
  return {
    labels: led.map(({ label }) => label),
    ...(led.length === 0 ? {} : { there: of(next), back: of(old) }),
    notes: [
      ...facts.silent.map(({ because }) => `${because} Whether its clients wait is not known.`),
      ...asked.filter(one => typeof one === 'string'),
      ...led.flatMap(({ notes }) => notes),
    ],
  }
}

interface Asked {
  readonly pooler: PoolerFacts
  readonly database: PooledDatabase
  readonly from: NodeAddress
  readonly to: NodeAddress
}

/** The part of a database of PgBouncer in the plan, or a note with the reason for leaving the database alone. */
const ledOf = (
  facts: MovingPools,
  { pooler, database, from, to }: Asked,
): Led | string | Refusal => {
  const label = poolLabel(database)
  const { cluster } = facts
  const { name, host, port, config, waitMostSeconds } = pooler
  if (database.node === null)
    return `${label} leads over ${database.address.host}:${database.address.port}, which is no node’s address: its clients get errors from the stop of ${from.name} until that address leads to ${to.name}.`
  if (database.paused)
    return refusal(
      `${label} is paused, and by no run of this plan.`,
      'Resume it, or wait until it goes on.',
      writeCommand('pool resume', { pool: label, cluster }),
    )
  const fixed = fixedBy(facts, { pooler, database, to })
  if (fixed !== undefined || config === null)
    return `${label} is not paused: ${fixed}. Its clients get errors from the stop of ${from.name} on. Once ${to.name} is the primary, set host=${to.host} port=${to.port} for ${database.name} in the file of ${name}, and RELOAD.`
  const refused = allHalted(pooler) ?? openTooLong(facts, database)
  if (refused) return refused
  return {
    label,
    pool: { pooler: { name, host, port }, of: database.name, file: config },
    notes: [
      `RELOAD also takes up whatever else was changed in ${config}.`,
      ...(waitMostSeconds !== null && waitMostSeconds > 0 && waitMostSeconds < mostSeconds
        ? [
            `${name} turns away clients that wait longer than ${waitMostSeconds} s (\`query_wait_timeout\`).`,
          ]
        : []),
    ],
  }
}

const fixedBy = (
  { fixed }: MovingPools,
  { pooler, database, to }: Omit<Asked, 'from'>,
): string | undefined => {
  if (pooler.admin === null) return 'the inventory has no `credentials.admin` for it'
  if (!pooledName.test(database.name) || !writtenHost.test(to.host))
    return 'a name has characters that Howdah does not send to a console'
  if (database.pools.some(({ mode, active }) => mode === 'session' && active > 0))
    return 'it pools by session, so PAUSE would wait until its clients disconnect'
  return fixed.find(one => one.pooler === pooler.name && one.name === database.name)?.because
}

export const poolEstimates = ({ labels }: PoolsMeanwhile, to: string): PlanBody['estimates'] =>
  labels.length === 0
    ? []
    : [
        {
          label: 'Pools',
          value: `clients of ${listed(labels)} wait without an error until ${to} is the primary and they are led there: ${mostSeconds} s at most, also when Howdah ends meanwhile; it is measured and told`,
        },
        {
          label: 'No pause',
          value: `where a transaction there does not end within ${settleSeconds} s, nothing is stopped and its clients go on`,
        },
      ]

export const poolEffects = ({ labels }: PoolsMeanwhile): Step['effects'] =>
  labels.map(label => ({ change: 'pause', kind: 'pool', object: label, bytes: null, lock: null }))

export const stillPaused = ({ poolers }: MovingPools): readonly string[] =>
  poolers.flatMap(({ databases }) => databases.filter(({ paused }) => paused).map(poolLabel))
