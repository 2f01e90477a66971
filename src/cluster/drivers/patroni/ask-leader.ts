/** Asks the Patroni of the primary: before a request whether all is as planned, and once for a change. */
import { changePatroni, type PatroniPath, readPatroni } from '#cluster/clients/patroni/ask'
import { lookAtPatroni, type PatroniOfNode, type PatroniSaid } from '#cluster/facts/patroni/look'
import type { Operated } from '#model/actions/driver'
import type { PatroniAction } from '#model/actions/replication/patroni'
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

/** Another cluster may answer at the address, with members of the same names. */
export const asPlanned = (
  said: PatroniOfNode,
  { scope, system }: Pick<PatroniAction, 'scope' | 'system'>,
): PatroniSaid => {
  if (said.kind === 'silent')
    throw new Failure('patroni.silent', `${said.because} Nothing was changed.`, said.instead)
  if (said.scope === scope && said.system === system) return said
  throw new Failure(
    'patroni.another-cluster',
    `At the address of the Patroni of ${said.node} answers one of another cluster, ${said.scope}. Nothing was changed.`,
    'Put its `patroni.url` right in the inventory, and plan again.',
  )
}

/** True where Patroni has moved the leader already, as asked by a holder that was killed. */
export const isUnderWay = async (cluster: Operated, action: PatroniAction): Promise<boolean> => {
  const { from, leader, candidate } = action
  const said = asPlanned(await patroniAt(cluster, from), action)
  if (said.leader === leader || said.leader === candidate) return said.leader === candidate
  throw new Failure(
    'patroni.moved',
    `The leader of Patroni is ${said.leader ?? 'nobody'} by now, not ${leader}. Nothing was changed.`,
    'See `replication status`, and plan again.',
  )
}

/** `refused` is certain, `looking` tells nothing: Patroni answers 503 while a switchover goes on. */
export interface PatroniReply {
  readonly kind: 'taken' | 'refused' | 'looking'
  /** Patroni's own words, in a sentence. */
  readonly words: string
  /** The status; null where no answer came. */
  readonly status: number | null
}

/** Sends once, and never throws for what the other side says. */
export const askLeader = async (
  { config }: Operated,
  rest: PatroniConfig,
  { path, body }: { readonly path: PatroniPath; readonly body: object },
  signal: AbortSignal,
): Promise<PatroniReply> => {
  try {
    const { status, text } = await changePatroni(rest, path, {
      login: config.credentials.patroni ?? null,
      body,
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
