/** Each report is rewritten once, by a single process; a report with a place by another hand stays unchanged. */
import { afterAll, expect, test } from 'vitest'
import { answer } from '#model/reply'
import type { Chat } from '#report/chat'
import { closingReports, type StandingReport } from '#report/closing-reports'
import { sayingOnce } from '#report/say-once'
import { migrate } from '#store/migrate'
import { openReports } from '#store/reports'
import { openStore } from '#store/store'
import { testServer } from '#test/support/postgres'
import { testSigner } from '#test/support/signing'

const server = await testServer()
await server.run('postgres', `create role howdah login password 'h'`, 'create database howdah')
await migrate(server.url('howdah'), 'howdah')
const store = openStore(server.url('howdah', 'howdah', 'h'), 'test', testSigner)
afterAll(() => store.close())

const post = (key: string, ts: string): Promise<void> =>
  sayingOnce(
    store,
    { report: () => Promise.resolve(ts) },
    'C_REPORTS',
  )(testSigner.unforeseen(key), async () => ({ answer: answer('shop: 1 finding.') }))

const troubles: unknown[] = []
const openClosing = (chat: Pick<Chat, 'rewrite'>) =>
  closingReports({ store, chat, channel: 'C_REPORTS', report: error => void troubles.push(error) })

/** A process that has just begun to lead. */
const openProcess = () => {
  const written: string[] = []
  const rewrite = async (_: string, ts: string) => {
    written.push(ts)
    return true
  }
  return { written, closing: openClosing({ rewrite }) }
}

const key = 'finding shop 17 2026-11-30'

test('a report is written anew once, by its subject, and by whichever process', async () => {
  await post(key, '1764000000.1')
  await post('finding depot 17 2026-11-30', '1764000000.2')
  const one = openProcess()
  const asked: StandingReport[] = []
  await one.closing.look('finding shop ', report => {
    asked.push(report)
    return null
  })
  const at = new Date(1_764_000_000_100)
  expect(asked).toEqual([{ subject: '17', day: '2026-11-30', at, since: at }])
  expect(await one.closing.isOver(key)).toBe(false)
  await post('setting shop work_mem 2026-11-29', '1764000000.7')
  expect(await openReports(store, 'shop')).toEqual([
    { kind: 'finding', subject: '17', day: '2026-11-30' },
    { kind: 'setting', subject: 'work_mem', day: '2026-11-29' },
  ])
  const two = openProcess()
  await two.closing.look('finding shop ', () => answer('shop: resolved.'))
  expect(two.written).toEqual(['1764000000.1'])
  const three = openProcess()
  await three.closing.look('finding shop ', () => answer('shop: resolved.'))
  expect(three.written).toEqual([])
  expect(await three.closing.isOver(key)).toBe(true)
  expect((await openReports(store, 'shop')).map(({ kind }) => kind)).toEqual(['setting'])
})

test('a report that was posted again on the same day is looked at by itself', async () => {
  await post(`${key} again 14`, '1764000000.3')
  const { written, closing } = openProcess()
  await closing.look('finding shop ', ({ day }) => (day === '2026-11-30' ? answer('Over.') : null))
  expect(written).toEqual(['1764000000.3'])
})

test('a report whose place another hand wrote is left alone', async () => {
  await server.run(
    'howdah',
    `insert into howdah.report (key, ts) values ('finding shop 18 2026-11-30 x', '1764000000.4')`,
  )
  const { written, closing } = openProcess()
  await closing.look('finding shop ', () => answer('Over.'))
  expect(written).toEqual([])
})

test('a report that Slack does not rewrite keeps no other one from being written anew', async () => {
  await post('finding shop 20 2026-11-30', '1764000000.5')
  await post('finding shop 21 2026-11-30', '1764000000.6')
  const written: string[] = []
  const closing = openClosing({
    async rewrite(_, ts) {
      if (ts === '1764000000.6') throw new Error('edit_window_closed')
      written.push(ts)
      return true
    },
  })
  await closing.look('finding shop ', () => answer('Over.'))
  expect(written).toEqual(['1764000000.5'])
  expect(troubles).toEqual([new Error('edit_window_closed')])
})
