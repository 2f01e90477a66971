import { describe, expect, onTestFinished, test } from 'vitest'
import { postgresBackend } from '#schedule/postgres-backend'
import { openQueue, type Queue } from '#schedule/queue'
import { migrate } from '#store/migrate'
import { openStore } from '#store/store'
import { ears } from '#test/support/ears'
import { testServer } from '#test/support/postgres'

const server = await testServer()
await server.run('postgres', `create role howdah login password 'h'`, 'create database howdah')
await migrate(server.url('howdah'), 'howdah')

interface Driver {
  readonly name: string
  readonly backend: () => Parameters<typeof openQueue>[0]['backend']
}

const drivers: readonly Driver[] = [
  {
    name: 'PostgreSQL',
    backend() {
      const store = openStore(server.url('howdah', 'howdah', 'h'), 'test')
      onTestFinished(() => store.close())
      return postgresBackend(store.poolFor('agenda'))
    },
  },
]

describe.each(drivers)('the queue on $name', ({ backend }) => {
  const open = async (
    name: string,
    onWake: (run: string) => void,
    onSlot: (schedule: string) => void = () => {},
  ): Promise<Queue> => {
    const queue = await openQueue({
      backend: backend(),
      name,
      onWake,
      onSlot,
      report: () => {},
    })
    onTestFinished(() => queue.close())
    return queue
  }

  test('wakes a run in some process, once', async () => {
    const { heard, hear, until } = ears()
    const [one] = await Promise.all([open('one', hear), open('two', hear)])
    await Promise.all(['r-1', 'r-2', 'r-3'].map(run => one.wake(run)))
    await until(all => all.length >= 3)
    expect(heard.toSorted()).toEqual(['r-1', 'r-2', 'r-3'])
  })

  test('wakes a schedule in some process at its time, once, also when two processes set the timer', async () => {
    const { heard, hear, until } = ears()
    const listening = (name: string) =>
      open(
        name,
        () => {},
        () => hear(name),
      )
    const [one, two] = await Promise.all([listening('one'), listening('two')])
    const at = new Date(Date.now() + 3_000)
    await Promise.all([one.lookAt('nightly', at), two.lookAt('nightly', at)])
    await until(all => all.length >= 1)
    expect(heard).toHaveLength(1)
  })

  test('wakes a run that was queued while no process was there', async () => {
    const closed = await open('gone', () => {})
    await closed.close()
    const { heard, hear, until } = ears()
    const asker = await open('asker', hear)
    await asker.wake('r-4')
    await until(all => all.length >= 1)
    expect(heard).toEqual(['r-4'])
  })
})
