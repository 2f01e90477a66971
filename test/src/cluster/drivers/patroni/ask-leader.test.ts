import { describe, expect, test } from 'vitest'
import { askLeader, isUnderWay } from '#cluster/drivers/patroni/ask-leader'
import type { Operated } from '#model/actions/driver'
import { type PatroniAction, switchoverBody } from '#model/actions/replication/patroni'
import { answering, leaderOf3, saying } from '#test/support/patroni/recorded'

const action: PatroniAction = {
  kind: 'patroni',
  node: 'shop-2',
  database: 'app',
  duty: 'ha',
  from: 'shop-1',
  leader: 'shop-1',
  candidate: 'shop-2',
  scope: 'shop',
  system: '7714033210150180603',
  deadlineSeconds: 60,
}

/** The two parts of a cluster that are read here. */
const clusterAt = (url: string) => {
  const rest = { node: 'shop-1', member: 'shop-1', url }
  const patroni = { user: 'ops', password: 'secret' }
  return {
    rest,
    cluster: { config: { patroni: [rest], credentials: { patroni } } } as never as Operated,
  }
}

const ask = async (say: Parameters<typeof answering>[0], ms = 5_000) => {
  const { rest, cluster } = clusterAt(await answering(say))
  const request = { path: '/switchover', body: switchoverBody(action) } as const
  return askLeader(cluster, rest, request, AbortSignal.timeout(ms))
}

describe('the request for a switchover', () => {
  test.each([
    [200, 'Successfully switched over to "shop-2"', 'taken'],
    [412, 'leader name does not match', 'refused'],
    [401, 'not authenticated', 'refused'],
    // Said while the switchover goes on.
    [503, 'Switchover status unknown', 'looking'],
    [503, 'Switchover failed', 'looking'],
  ])('that is answered with %d “%s” is %s', async (status, text, kind) => {
    expect(await ask((_, answer) => answer.writeHead(status).end(text))).toEqual({
      kind,
      status,
      words: `${text}.`,
    })
  })

  test('that nobody answers tells nothing of the switchover', async () => {
    expect(await ask(() => {}, 300)).toEqual({
      kind: 'looking',
      status: null,
      words: 'The Patroni of shop-1 does not answer: no answer in time.',
    })
    expect(await ask(request => request.socket.destroy())).toMatchObject({ kind: 'looking' })
  })

  test('has no more than a line of what the other side says', async () => {
    const said = await ask((_, answer) =>
      answer.writeHead(500).end(`a\n\u001b[31m${'b'.repeat(999)}`),
    )
    expect(said.words).toMatch(/^a \[31mb{190,}\.$/)
    expect(said.words.length).toBeLessThan(210)
  })

  test('is sent once, with leader and candidate', async () => {
    const heard: string[] = []
    await ask((request, answer) => {
      request.on('data', part => heard.push(`${request.method} ${request.url} ${part}`))
      request.on('end', () => answer.writeHead(503).end('Switchover failed'))
    })
    expect(heard).toEqual(['POST /switchover {"leader":"shop-1","candidate":"shop-2"}'])
  })
})

describe('the Patroni of the primary', () => {
  const isAsked = async (
    words: Readonly<Record<string, object>>,
    more: Partial<PatroniAction> = {},
  ) => isUnderWay(clusterAt(await answering(saying(words))).cluster, { ...action, ...more })

  const led = (by: string) => ({
    ...leaderOf3,
    '/cluster': { members: [{ name: by, role: 'leader', state: 'running' }] },
  })

  test('is asked where it leads, and no more where it has switched over by now', async () => {
    expect(await isAsked(leaderOf3)).toBe(false)
    expect(await isAsked(led('shop-2'))).toBe(true)
  })

  test.each([
    ['of another database system', leaderOf3, { system: '1' }, 'one of another cluster, shop.'],
    ['of another scope', leaderOf3, { scope: 'books' }, 'one of another cluster, shop.'],
    ['that follows another leader', led('shop-3'), {}, 'is shop-3 by now, not shop-1.'],
    ['that does not speak as Patroni', {}, {}, 'does not speak as Patroni does.'],
  ])('%s is not asked, and nothing was changed', async (_, words, more, because) => {
    const refused = await isAsked(words, more).catch((error: Error) => error.message)
    expect(refused).toContain(because)
    expect(refused).toContain('Nothing was changed.')
  })
})
