import { z } from 'zod'
import { lookAtPools } from '#cluster/facts/pool/look'
import {
  lookThrough,
  type PoolWindow,
  type ServerHolder,
  type WaitingClient,
} from '#cluster/facts/pool/window'
import { answers } from '#model/command'
import { line } from '#model/input'
import { isRefusal, type Refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { type FoundPool, noPools, poolLabel, poolNamed } from '#playbooks/shared/pool-named'
import { count, counted, milliseconds, seconds } from '#text/figures'
import { writeCommand } from '#text/write-command'

export const poolShow = answers({
  words: 'pool show',
  summary: 'One pool over a few seconds: transactions, servers in use, who waits, and for what',
  example: 'front/app',
  first: 'pool',
  verb: 'read',
  needs: 'cluster',
  input: z.object({
    pool: line.max(120).describe('As `pool status` names it'),
    seconds: z.coerce.number().int().min(1).max(60).default(5).describe('How long to look'),
  }),
  async answer({ input, view }) {
    const facts = await lookAtPools(view)
    const found = poolNamed(facts, input.pool)
    if (isRefusal(found)) return found
    const through = await lookThrough(view, found.database, input.seconds)
    return through ? poolSaid(facts.cluster, found, through) : noPools(facts.cluster)
  },
})

export const poolSaid = (
  cluster: string,
  { pooler, database }: FoundPool,
  through: PoolWindow,
): Answer | Refusal => {
  const label = poolLabel(database)
  const { waiting, holders } = through
  const { size, reserve, paused, node } = database
  const [first] = waiting
  return answer(
    paused
      ? `${label} is paused: ${counted(waiting.length, 'client waits', 'clients wait')}.`
      : first
        ? `${counted(waiting.length, 'client waits', 'clients wait')} for a server of ${label}, for up to ${milliseconds(first.seconds * 1_000)}.`
        : `No client waits for a server of ${label}.`,
    {
      alarm: paused,
      lines: [
        throughput(through),
        `Waits added up to ${milliseconds(through.waitedSeconds * 1_000)} of all clients together.`,
        `Each user has up to ${counted(size, 'server')}${reserve > 0 ? `, and ${count(reserve)} in reserve` : ''}; it leads to ${node ?? 'an address that is no node’s'}.`,
        ...waiting.slice(0, most).map(clientLine),
        ...holders.slice(0, most).map(one => holderLine(one, node)),
        ...(pooler.version === null ? ['PgBouncer does not tell its version.'] : []),
      ],
      offers: [
        ...(paused
          ? [
              {
                label: `Resume ${label}`,
                command: writeCommand('pool resume', { pool: label, cluster }),
              },
            ]
          : []),
        ...(holders.some(({ waitsForLock }) => waitsForLock)
          ? [{ label: 'Show Locks', command: writeCommand('lock tree', { cluster }) }]
          : []),
        { label: 'All Pools', command: writeCommand('pool status', { cluster }) },
      ],
    },
  )
}

const most = 5

const throughput = (through: PoolWindow): string => {
  const { transactions, meanTransactionMs, busyOnAverage } = through
  const window = `within ${milliseconds(through.seconds * 1_000)}`
  if (meanTransactionMs === null) return `No transaction ended ${window}.`
  return `${counted(transactions, 'transaction')} ${window}, ${milliseconds(meanTransactionMs)} each: ${busyOnAverage.toFixed(1)} servers in use on average.`
}

const clientLine = ({ user, address, application, seconds: waits }: WaitingClient): string =>
  `${user} at ${address}${application === null ? '' : ` (${application})`} waits for ${milliseconds(waits * 1_000)}.`

const holderLine = (
  { pid, user, state, transactionSeconds, waitsForLock }: ServerHolder,
  node: string | null,
): string => {
  const where = `pid ${pid}${node === null ? '' : ` on ${node}`} has a server as ${user}`
  if (state === null) return `${where}.`
  const open =
    transactionSeconds === null ? '' : `, its transaction open for ${seconds(transactionSeconds)}`
  return `${where}: ${state}${open}${waitsForLock ? ', waits for a lock' : ''}.`
}
