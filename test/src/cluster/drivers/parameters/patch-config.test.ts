import { describe, expect, test } from 'vitest'
import { patchConfig } from '#cluster/drivers/parameters/patch-config'
import type { ParametersAction } from '#model/actions/config/parameters'
import type { Operated } from '#model/actions/driver'
import { Failure } from '#src/errors'
import { answering, leaderOf3 } from '#test/support/patroni/recorded'

const action: ParametersAction = {
  kind: 'parameters',
  node: 'shop-1',
  database: 'app',
  duty: 'maintain',
  scope: 'shop',
  system: '7714033210150180603',
  parameters: [{ name: 'work_mem', value: '64MB', was: '8MB', gives: '65536' }],
  nodes: ['shop-1'],
  deadlineSeconds: 60,
}

interface Saying {
  /** Settings in the configuration before and after a request. */
  readonly before?: object
  readonly after?: object
  readonly status?: number
}

/** The requests beside questions, and how the change ended. */
const patched = async (
  { before = { work_mem: '8MB' }, after = { work_mem: '64MB' }, status = 200 }: Saying,
  more: Partial<ParametersAction> = {},
) => {
  const heard: string[] = []
  const url = await answering((request, answer) => {
    const asked = request.url ?? ''
    if (request.method === 'GET') {
      const parameters = heard.length === 0 ? before : after
      const words = { ...leaderOf3, '/config': { loop_wait: 2, postgresql: { parameters } } }
      answer.end(JSON.stringify(words[asked as keyof typeof words]))
      return
    }
    request.on('data', part =>
      heard.push(`${request.method} ${asked} ${part} ${request.headers.authorization}`),
    )
    request.on('end', () => answer.writeHead(status).end('no auth header received'))
  })
  const rest = { node: 'shop-1', member: 'shop-1', url }
  const credentials = { patroni: { user: 'ops', password: 'p' } }
  const cluster = { config: { patroni: [rest], credentials } } as never as Operated
  const { signal } = new AbortController()
  const ended = await patchConfig({
    session: { read: async () => [] },
    action: { ...action, ...more },
    holder: { cluster, run: 'r-1', token: 1 },
    stop: signal,
    lost: signal,
    tell: () => {},
  }).then(
    () => 'taken',
    (error: unknown) => (error instanceof Failure ? `${error.code}: ${error.message}` : error),
  )
  return { heard, ended }
}

const request = 'PATCH /config {"postgresql":{"parameters":{"work_mem":"64MB"}}} Basic b3BzOnA='

describe('a change in the configuration of Patroni', () => {
  test('is sent once, with the shown body', async () => {
    expect(await patched({})).toEqual({ heard: [request], ended: 'taken' })
  })

  test('is not sent where it is there already', async () => {
    const before = { work_mem: '64MB' }
    expect(await patched({ before })).toEqual({ heard: [], ended: 'taken' })
  })

  test.each([
    [
      'somebody changed the setting meanwhile',
      { before: { work_mem: '1GB' } },
      {},
      'patroni.changed: Somebody changed work_mem in the configuration of Patroni meanwhile. Nothing was changed.',
    ],
    [
      'another cluster answers',
      {},
      { scope: 'books' },
      'patroni.another-cluster: At the address of the Patroni of shop-1 answers one of another cluster, shop. Nothing was changed.',
    ],
  ])('is not sent where %s', async (_, saying, more, ended) => {
    expect(await patched(saying, more)).toEqual({ heard: [], ended })
  })

  test.each([
    [401, 'patroni.login: The Patroni of shop-1 refuses Howdah'],
    [400, 'patroni.refused: The Patroni of shop-1 refuses the request: no auth header received.'],
  ])('that is refused with %d is told as that', async (status, words) => {
    const { heard, ended } = await patched({ status })
    expect(heard).toEqual([request])
    expect(ended).toContain(words)
  })

  // The store may have taken a request without an answer in time.
  test.each([409, 500, 503])('that is answered with %d is looked for', async status => {
    expect(await patched({ status })).toEqual({ heard: [request], ended: 'taken' })
  })
})
