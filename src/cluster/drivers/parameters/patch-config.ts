/** Sends PATCH /config once, where the configuration of Patroni still is as planned: Patroni compares nothing for clients. */
import { setTimeout as sleep } from 'node:timers/promises'
import { everyPatroni } from '#cluster/drivers/parameters/every-patroni'
import { askLeader, asPlanned, patroniAt, restOf } from '#cluster/drivers/patroni/ask-leader'
import { refusedBy } from '#cluster/drivers/patroni/failures'
import type { FencedSession } from '#cluster/drivers/session/session'
import { standingOfParameters } from '#cluster/facts/patroni/parameters'
import { stillFenced } from '#model/actions/action-kind'
import { configPatch, type ParametersAction } from '#model/actions/config/parameters'
import type { Holder } from '#model/actions/driver'
import { Failure } from '#src/errors'
import { failpoint } from '#src/failpoint'

export interface Patching {
  readonly session: Pick<FencedSession, 'read'>
  readonly action: ParametersAction
  readonly holder: Holder
  /** A stop counts until every server follows. */
  readonly stop: AbortSignal
  readonly lost: AbortSignal
  readonly tell: (phase: string) => void
}

/** Patroni waits for the store for retry_timeout, 10 s by default. */
const patchMs = 20_000

export const patchConfig = async ({ session, action, holder, tell }: Patching): Promise<void> => {
  const { node, parameters } = action
  const { cluster } = holder
  const rest = restOf(cluster, node)
  const told = await everyPatroni(cluster)
  for (const one of told) if (one.node === node) asPlanned(one, action)
  // Each Patroni tells the configuration as of the last look: a newer change may be known to a single Patroni.
  const said = told.flatMap(one => (one.kind === 'said' ? [asPlanned(one, action)] : []))
  const standings = said.map(one => standingOfParameters(parameters, one))
  for (const { foreign } of standings)
    if (foreign !== null) throw changedMeanwhile(foreign, 'Nothing was changed.')
  if (standings.every(({ has }) => has === 'all')) return
  await session.read(stillFenced)
  failpoint('parameters patching')
  tell(`asking the Patroni of ${node}`)
  const request = { path: '/config', body: configPatch(action) } as const
  const reply = await askLeader(cluster, rest, request, AbortSignal.timeout(patchMs))
  failpoint('parameters patched')
  if (reply.kind === 'taken') return
  // 409 also stands for a store that did not answer Patroni in time.
  if (reply.kind === 'refused' && reply.status !== 409) throw refusedBy(node, reply)
  for (const until = performance.now() + patchMs; performance.now() < until; await sleep(200)) {
    const now = await patroniAt(cluster, node)
    if (now.kind === 'said' && standingOfParameters(parameters, now).has === 'all') return
  }
  throw new Failure(
    'patroni.not-taken',
    `The configuration of Patroni has not changed. The Patroni of ${node} said: ${reply.words}`,
    'Read its log: its store may be away. Then plan again.',
    { unknown: reply.status === null },
  )
}

export const changedMeanwhile = (setting: string, therefore: string): Failure =>
  new Failure(
    'patroni.changed',
    `Somebody changed ${setting} in the configuration of Patroni meanwhile. ${therefore}`,
    'Look at it with `config show`, and plan again.',
  )
