/** What a tool on a machine lives up to beside the contract of drivers: a tool outlives the holder, and is found by the files there. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { vi } from 'vitest'
import { drivers } from '#cluster/drivers/catalogue'
import { endTool, toolsOf } from '#cluster/drivers/host/tools-there'
import type { Operated } from '#model/actions/driver'
import type { HostAction } from '#model/actions/host/host'
import { codeOf, failureOf, newRun, reins, type Wrongs, wrong } from '#test/support/drivers/check'
import type { HostBench } from '#test/support/drivers/host-bench'

const alive = async ({ stanza }: HostAction, run: string) =>
  (await toolsOf(stanza, run)).filter(one => one.alive)

const patience = { timeout: 110_000 }

const isWaitedFor = async (cluster: Operated, bench: HostBench): Promise<Wrongs> => {
  const { action, open, runs } = bench.gated()
  const run = newRun()
  const older = await drivers.host.take(action, { cluster, run, token: 1 })
  const lost = new AbortController()
  const failing = failureOf(older.act(action, reins({ lost: lost.signal })))
  await vi.waitUntil(async () => (await alive(action, run)).length === 1, patience)
  lost.abort()
  const code = codeOf(await failing)
  await older.close(true)
  const next = await drivers.host.take(action, { cluster, run, token: 2 })
  await next.end(action, await next.strays(action))
  const kept = (await alive(action, run)).length
  const shut = await next.fence()
  const during = await next.look(action)
  open()
  await vi.waitUntil(async () => (await next.fence()) === 'ours', patience)
  const after = await next.look(action)
  await next.close()
  return [
    ...wrong(code !== 'unknown', `the older holder ends as ${code}`),
    ...wrong(kept !== 1, 'the tool of the step is ended'),
    ...wrong(shut === 'ours', 'the place is free while the tool runs'),
    ...wrong(during !== 'unknown', `it looks ${during} while the tool runs`),
    ...wrong(after !== 'present', `it looks ${after} after the tool`),
    ...wrong(runs() !== 1, `the tool runs ${runs()} times`),
  ]
}

const isItself = async (cluster: Operated, bench: HostBench): Promise<Wrongs> => {
  const action = bench.absent()
  const run = newRun()
  const hand = await drivers.host.take(action, { cluster, run, token: 1 })
  await hand.act(action, reins())
  await hand.close()
  const [tool] = await toolsOf(action.stanza, run)
  if (!tool) return ['the tool left no trace']
  const { uid } = statSync(action.stanza.config)
  const state = `/var/tmp/howdah-tools-${uid}/${tool.name}.1/state`
  const words = readFileSync(state, 'utf8')
  // Had the id alone counted, the next line would end this very process.
  writeFileSync(state, words.replace(String(tool.pid), String(process.pid)))
  const taken = await alive(action, run)
  await endTool(action.stanza, tool)
  return wrong(taken.length > 0, 'a process of the same id is taken for the tool')
}

/** By the claim. */
export const toolChecks: Readonly<
  Record<string, (cluster: Operated, bench: HostBench) => Promise<Wrongs>>
> = {
  'goes on without its holder, is waited for by the next one, and runs once': isWaitedFor,
  'is not taken for a later process of its id': isItself,
}
