/** Speaks with the REST API of Patroni: bounded in time and size, and never by way of another address. */
import type { ClusterConfig, Credential, PatroniConfig } from '#model/configuration'
import type { PatroniReader, View } from '#model/view'
import { Failure } from '#src/errors'

export interface PatroniAnswer {
  readonly status: number
  readonly text: string
}

/** Milliseconds that a question may take: Patroni answers from memory, and asks its server for a position of WAL. */
const readMs = 4_000

/** Far more than a cluster of a hundred members says. */
const mostBytes = 512 * 1_024

/** For a view of these nodes. */
export const patroniOf = (
  { patroni }: Pick<ClusterConfig, 'patroni'>,
  nodes: readonly { readonly name: string }[],
): Pick<View, 'patroni'> =>
  patroni
    ? {
        patroni: patroni
          .filter(({ node }) => nodes.some(one => one.name === node))
          .map(readPatroni),
      }
    : {}

export const readPatroni = (rest: PatroniConfig): PatroniReader => ({
  node: rest.node,
  member: rest.member,
  async get(path) {
    const { status, text } = await ask(rest, path, { signal: AbortSignal.timeout(readMs) })
    try {
      return JSON.parse(text) as unknown
    } catch (cause) {
      throw new Failure(
        'patroni.words',
        `The Patroni of ${rest.node} answers ${path} with status ${status}, and not with JSON.`,
        'Read its log: its store may be away, or another program answers at its `patroni.url`.',
        { cause },
      )
    }
  },
})

export interface PatroniChange {
  /** Refused by Patroni where its configuration has a login and this is null. */
  readonly login: Credential | null
  readonly body: object
  readonly signal: AbortSignal
}

const methods = { '/switchover': 'POST', '/config': 'PATCH' } as const

/** Where a change is sent. */
export type PatroniPath = keyof typeof methods

/** Sends once. Throws a Failure of unknown outcome where no answer comes. */
export const changePatroni = (
  rest: PatroniConfig,
  path: PatroniPath,
  { login, body, signal }: PatroniChange,
): Promise<PatroniAnswer> =>
  ask(rest, path, {
    method: methods[path],
    signal,
    headers: {
      'content-type': 'application/json',
      ...(login ? { authorization: basic(login) } : {}),
    },
    body: JSON.stringify(body),
  })

const basic = ({ user, password }: Credential): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

const ask = async (
  { node, url }: PatroniConfig,
  path: string,
  init: RequestInit,
): Promise<PatroniAnswer> => {
  try {
    // Another address would get the login too.
    const answer = await fetch(`${url}${path}`, { ...init, redirect: 'error' })
    return { status: answer.status, text: await bounded(answer) }
  } catch (cause) {
    throw new Failure(
      'patroni.unreachable',
      `The Patroni of ${node} does not answer: ${reasonOf(cause)}.`,
      `Check that Patroni runs there, and that ${url} leads there.`,
      { cause, unknown: true },
    )
  }
}

const bounded = async (answer: Response): Promise<string> => {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of answer.body ?? []) {
    bytes += part.length
    if (bytes > mostBytes) throw new Error(`it says more than ${mostBytes / 1_024} kB`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** Fetch hides the reason of the network in the cause. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no answer in time'
  const cause = error.cause instanceof Error ? error.cause : error
  return 'code' in cause ? String(cause.code) : cause.message
}
