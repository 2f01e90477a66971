import { z } from 'zod'
import { haltedWords } from '#checks/pool/halted-words'
import { pausedAlone } from '#checks/pool/paused-alone'
import { readLines } from '#checks/pool/read-lines'
import { lookAtPools, type PoolsFacts } from '#cluster/facts/pool/look'
import type { PooledDatabase, UserPool } from '#cluster/facts/pool/pooled-database'
import type { Change } from '#model/change'
import { answers } from '#model/command'
import type { Engine } from '#model/engine'
import type { Refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { noPools, poolLabel } from '#playbooks/shared/pool-named'
import { count, counted, milliseconds } from '#text/figures'
import { listed } from '#text/listed'
import { writeCommand } from '#text/write-command'

export const poolStatus = answers({
  words: 'pool status',
  summary:
    'The pools of PgBouncer: clients, servers, the longest wait, what is paused, who takes reads',
  example: '',
  first: null,
  verb: 'read',
  needs: 'cluster',
  input: z.object({}),
  async answer({ view, engine }) {
    const [facts, open] = await Promise.all([lookAtPools(view), engine.openChanges()])
    return poolsOf(facts, open, pooler => engine.routedNodes(facts.cluster, pooler))
  },
})

export const poolsOf = (
  facts: PoolsFacts,
  open: readonly Change[],
  routedNodes: (pooler: string) => ReturnType<Engine['routedNodes']> = () => undefined,
): Answer | Refusal => {
  const { cluster, named, poolers, silent } = facts
  if (!named) return noPools(cluster)
  const databases = poolers.flatMap(pooler => pooler.databases)
  const alone = pausedAlone(facts, open)
  const trouble = [
    ...silent.map(({ because, instead }) => `${because} ${instead}`),
    ...poolers.flatMap(one => {
      const words = haltedWords(one)
      return words ? [`${words.because} ${words.instead}`] : []
    }),
    ...alone.map(one => `${poolLabel(one)} is paused, and by no run of Howdah: its clients wait.`),
  ]
  const usual = titleOf(cluster, databases)
  const [first, ...others] = trouble
  return answer(first ?? usual, {
    lines: [
      ...others,
      ...(first === undefined ? [] : [usual]),
      ...poolers.flatMap(pooler => readLines(pooler, routedNodes(pooler.name))),
      ...poolers.flatMap(({ name, others: elsewhere }) =>
        elsewhere.length === 0
          ? []
          : [`${name} also has ${listed(elsewhere)}, which lead to no node of ${cluster}.`],
      ),
    ],
    alarm: trouble.length > 0,
    table: {
      columns: ['Pool, user', 'Clients', 'Servers', 'Longest wait', 'State'],
      rows: databases.flatMap(rowsOf),
    },
    offers: alone.slice(0, 3).map(one => ({
      label: `Resume ${poolLabel(one)}`,
      command: writeCommand('pool resume', { pool: poolLabel(one), cluster }),
    })),
  })
}

const titleOf = (cluster: string, databases: readonly PooledDatabase[]): string => {
  const pools = databases.flatMap(one => one.pools)
  const waiting = pools.reduce((sum, one) => sum + one.waiting, 0)
  const active = pools.reduce((sum, one) => sum + one.active, 0)
  if (databases.length === 0) return `No pool leads to ${cluster}.`
  return waiting === 0
    ? `No client waits for a server of ${cluster}; ${counted(active, 'client has one', 'clients have one')}.`
    : `${counted(waiting, 'client waits', 'clients wait')} for a server of ${cluster}; ${count(active)} have one.`
}

const rowsOf = (database: PooledDatabase): readonly (readonly string[])[] =>
  database.pools.length === 0
    ? [[poolLabel(database), 'none yet', '', '', database.paused ? 'paused' : '']]
    : database.pools.map(pool => rowOf(database, pool))

const rowOf = (database: PooledDatabase, pool: UserPool): readonly string[] => [
  `${poolLabel(database)}, ${pool.user}`,
  `${count(pool.active)} active, ${count(pool.waiting)} waiting`,
  `${count(pool.busy)} busy, ${count(pool.idle)} idle, of ${count(database.size)}${database.reserve > 0 ? ` and ${count(database.reserve)} in reserve` : ''}`,
  pool.waiting === 0 ? 'none' : milliseconds(pool.longestWaitSeconds * 1_000),
  [database.paused ? 'paused' : '', pool.mode ?? ''].filter(Boolean).join(', '),
]
