/** Asks the Patroni of the primary: before the request whether all is as planned, and once for the switchover. */
import { changePatroni, readPatroni } from '#cluster/clients/patroni/ask'
import { lookAtPatroni, type PatroniOfNode } from '#cluster/facts/patroni/look'
import type { Operated } from '#model/actions/driver'
import { type PatroniAction, switchoverBody } from '#model/actions/replication/patroni'
import type { PatroniConfig } from '#model/configuration'
import { Failure } from '#src/errors'
import { asSentence } from '#text/sentence'

export const restOf = ({ config }: Operated, node: string): PatroniConfig => {
  const rest = config.patroni?.find(one => one.node === node)
  if (rest) return rest
  throw new Failure(
    'patroni.no-address',
    `The inventory names no Patroni of ${node} any more.`,
    'Write `patroni: { url }` at each node, and plan again.',
  )
}

/** The words of a node's Patroni now. */
export const patroniAt = async (cluster: Operated, node: string): Promise<PatroniOfNode> => {
  const [said] = await lookAtPatroni([readPatroni(restOf(cluster, node))])
  if (!said) throw new Error(`no Patroni of ${node}`)
  return said
}

/**
 * True where Patroni has moved the leader already, as asked by a holder that was killed. Another cluster may answer at the
 * address, with members of the same names.
 */
export const isUnderWay = async (cluster: Operated, action: PatroniAction): Promise<boolean> => {
  const { from, leader, candidate, scope, system } = action
  const said = await patroniAt(cluster, from)
  if (said.kind === 'silent')
    throw new Failure('patroni.silent', `${said.because} Nothing was changed.`, said.instead)
  if (said.scope !== scope || said.system !== system)
    throw new Failure(
      'patroni.another-cluster',
      `At the address of the Patroni of ${from} answers one of another cluster, ${said.scope}. Nothing was changed.`,
      'Put its `patroni.url` right in the inventory, and plan again.',
    )
  if (said.leader === leader || said.leader === candidate) return said.leader === candidate
  throw new Failure(
    'patroni.moved',
    `The leader of Patroni is ${said.leader ?? 'nobody'} by now, not ${leader}. Nothing was changed.`,
    'See `replication status`, and plan again.',
  )
}

/** `refused` is certain, `looking` tells nothing: Patroni answers 503 while the switchover goes on. */
export interface PatroniReply {
  readonly kind: 'taken' | 'refused' | 'looking'
  /** Patroni's own words, in a sentence. */
  readonly words: string
  /** The status; null where no answer came. */
  readonly status: number | null
}

/** Sends once, and never throws for what the other side says. */
export const askToSwitch = async (
  { config }: Operated,
  action: PatroniAction,
  rest: PatroniConfig,
  signal: AbortSignal,
): Promise<PatroniReply> => {
  try {
    const { status, text } = await changePatroni(rest, '/switchover', {
      login: config.credentials.patroni ?? null,
      body: switchoverBody(action),
      signal,
    })
    return { kind: kindOf(status), words: asSentence(shortened(text)), status }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { kind: 'looking', words: error.message, status: null }
  }
}

const kindOf = (status: number): PatroniReply['kind'] => {
  if (status >= 200 && status < 300) return 'taken'
  return status >= 400 && status < 500 ? 'refused' : 'looking'
}

const shortened = (text: string): string =>
  text
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 200) || 'no words'
