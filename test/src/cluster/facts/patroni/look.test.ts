import { describe, expect, test } from 'vitest'
import { changePatroni, readPatroni } from '#cluster/clients/patroni/ask'
import { lookAtPatroni } from '#cluster/facts/patroni/look'
import { freePort } from '#local/postgres/server'
import { answering, leaderOf3, replicaOf4, saying } from '#test/support/patroni/recorded'

const named = { node: 'shop-1', member: 'shop-1' }

const lookAt = async (say: Parameters<typeof answering>[0], member = 'shop-1') => {
  const url = await answering(say)
  const [found] = await lookAtPatroni([readPatroni({ node: 'shop-1', member, url })])
  return found
}

describe('Patroni', () => {
  test('of version 3 is read as it speaks', async () => {
    expect(await lookAt(saying(leaderOf3))).toEqual({
      kind: 'said',
      ...named,
      role: 'primary',
      state: 'running',
      timeline: 1,
      system: '7714033210150180603',
      version: '3.0.2',
      scope: 'shop',
      paused: false,
      pendingRestart: false,
      leader: 'shop-1',
      mostLag: 1_048_576,
      synchronous: false,
      loopWait: 2,
      parameters: { work_mem: '8MB', max_connections: 200, jit: false },
      members: [
        {
          name: 'shop-1',
          role: 'primary',
          state: 'running',
          lag: null,
          noFailover: false,
          syncStandby: false,
        },
        {
          name: 'shop-2',
          role: 'replica',
          state: 'running',
          lag: 0,
          noFailover: false,
          syncStandby: false,
        },
        {
          name: 'shop-3',
          role: 'replica',
          state: 'stopped',
          lag: null,
          noFailover: true,
          syncStandby: false,
        },
      ],
    })
  })

  test('of version 4 is read as it speaks', async () => {
    expect(await lookAt(saying(replicaOf4), 'pg-2')).toMatchObject({
      role: 'replica',
      version: '4.0.4',
      leader: 'pg-1',
      paused: true,
      pendingRestart: true,
      synchronous: true,
      loopWait: 10,
      parameters: {},
      members: [{ role: 'primary' }, { role: 'replica', state: 'streaming', syncStandby: true }],
    })
  })

  test.each<readonly [string, Parameters<typeof answering>[0], string]>([
    [
      'that has lost its store',
      (_, answer) => answer.writeHead(503).end('<html>'),
      'The Patroni of shop-1 answers /patroni with status 503, and not with JSON.',
    ],
    [
      'that sends elsewhere',
      (_, answer) => answer.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      'The Patroni of shop-1 does not answer: unexpected redirect.',
    ],
    [
      'that never ends',
      (_, answer) => {
        answer.on('error', () => {})
        const more = () =>
          answer.destroyed || (answer.write('x'.repeat(65_536)), setImmediate(more))
        more()
      },
      'The Patroni of shop-1 does not answer: it says more than 512 kB.',
    ],
    ['that is silent', () => {}, 'The Patroni of shop-1 does not answer: no answer in time.'],
    [
      'that is another program',
      saying({ '/patroni': {}, '/cluster': {}, '/config': {} }),
      'What answers for the Patroni of shop-1 does not speak as Patroni does.',
    ],
  ])('%s is told as that', async (_, say, because) => {
    expect(await lookAt(say)).toMatchObject({ kind: 'silent', because })
  })

  test.each([
    ['without a text', '{"toString": 1}'],
    ['of many lists within lists', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ])('of a hostile node, with a setting %s, is read all the same', async (_, value) => {
    const usual = saying(leaderOf3)
    const found = await lookAt((request, answer) => {
      if (request.url === '/config') answer.end(`{"synchronous_mode": ${value}}`)
      else usual?.(request, answer)
    })
    expect(found).toMatchObject({ kind: 'said', synchronous: false })
  })

  test('that is down is told as that', async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    const [found] = await lookAtPatroni([readPatroni({ ...named, url })])
    expect(found).toMatchObject({
      kind: 'silent',
      because: 'The Patroni of shop-1 does not answer: ECONNREFUSED.',
    })
  })

  test('hears the login with a change, and with a change alone', async () => {
    const heard: string[] = []
    const url = await answering((request, answer) => {
      heard.push(`${request.method} ${request.url} ${request.headers.authorization ?? 'no login'}`)
      answer.writeHead(request.method === 'POST' ? 412 : 200).end('"leader name does not match"')
    })
    const rest = { ...named, url }
    await readPatroni(rest).get('/cluster')
    const said = await changePatroni(rest, '/switchover', {
      login: { user: 'lab', password: 'p' },
      body: { leader: 'shop-1' },
      signal: AbortSignal.timeout(5_000),
    })
    expect(said).toEqual({ status: 412, text: '"leader name does not match"' })
    expect(heard).toEqual(['GET /cluster no login', 'POST /switchover Basic bGFiOnA='])
  })
})
