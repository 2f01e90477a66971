/** The alarm about a silent primary is told once by all processes, and not while a run has stopped the primary. */
import { afterAll, expect, onTestFinished, test } from 'vitest'
import type { Situation } from '#model/primaries'
import type { Answer } from '#model/reply'
import { openPrimaryAlarms } from '#report/primaries'
import { isHeldWhole } from '#store/claims'
import { migrate } from '#store/migrate'
import { openStore } from '#store/store'
import { replicaNode, silentNode } from '#test/support/facts/node-said'
import { testServer } from '#test/support/postgres'
import { testSigner } from '#test/support/signing'

const server = await testServer()
await server.run('postgres', `create role howdah login password 'h'`, 'create database howdah')
await migrate(server.url('howdah'), 'howdah')
const store = openStore(server.url('howdah', 'howdah', 'h'), 'test', testSigner)
afterAll(() => store.close())

const silentSince = (ms: number): Situation => ({
  nodes: [silentNode(), replicaNode()],
  primary: { answers: false, since: Date.now() - ms },
  several: [],
  since: null,
})
const back = (): Situation => ({
  ...silentSince(0),
  nodes: [{ name: 'shop-1', is: 'primary', timeline: 1, position: '0/3000148' }, replicaNode()],
  primary: { answers: true, since: Date.now() },
})

let now = back()
/** Messages of every process, posted and rewritten. */
const said: Answer[] = []
const anew: Answer[] = []
const troubles: unknown[] = []

/** A process that leads; `asked` counts the looks for a run. */
const openProcess = () => {
  const process = { asked: 0 }
  const alarms = openPrimaryAlarms({
    clusters: [{ name: 'shop', provider: 'self-managed', channel: 'C_OPS', owner: 'C_OPS' }],
    situation: () => now,
    seen: async () => null,
    async held(cluster) {
      const held = await isHeldWhole(store, cluster)
      process.asked += 1
      return held
    },
    freeze: async () => undefined,
    store,
    chat: {
      async report(_, answer) {
        said.push(answer)
        return `1764000000.${said.length}`
      },
      async rewrite(_, __, answer) {
        anew.push(answer)
        return true
      },
    },
    leads: () => true,
    report: error => void troubles.push(error),
  })
  onTestFinished(() => alarms.stop())
  return process
}

const patient = { timeout: 60_000 }

test('a silent primary is told once a run that had the whole cluster is over, and once by two processes', async () => {
  await server.run(
    'howdah',
    `set session_replication_role = replica;
     insert into howdah.run (id, plan_id) values ('r-1', 'p-1');
     insert into howdah.claim (run_id, cluster, kind, key, label, mode, held)
       values ('r-1', 'shop', 'cluster', 'shop', 'shop', 'exclusive', true)`,
  )
  now = silentSince(60_000)
  const one = openProcess()
  await expect.poll(() => one.asked, patient).toBeGreaterThan(1)
  expect(said).toEqual([])
  await server.run('howdah', `delete from howdah.claim where run_id = 'r-1'`)
  await expect.poll(() => said.length, patient).toBe(1)
  // A process that took over knows a later beginning of the silence.
  now = silentSince(30_000)
  const two = openProcess()
  await expect.poll(() => two.asked, patient).toBeGreaterThan(1)
  expect(said.map(({ title }) => title)).toEqual([
    'shop has no primary: no node that answers is one.',
  ])
  now = back()
  await expect.poll(() => anew.length, patient).toBe(1)
  expect(anew[0]?.title).toMatch(/^shop has a primary again after \d+ s: shop-1\.$/)
  expect(troubles).toEqual([])
})

test('a second silence is told anew', async () => {
  const before = said.length
  now = silentSince(6_000)
  openProcess()
  await expect.poll(() => said.length, patient).toBe(before + 1)
  expect(troubles).toEqual([])
})
