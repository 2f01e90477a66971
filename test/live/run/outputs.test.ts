/** Steps that name outputs of earlier steps: in words before, with the value after, and in a different process. */
import { describe, expect, test } from 'vitest'
import { propose } from '#engine/plan/propose'
import type { Change } from '#model/change'
import { isRefusal } from '#model/refusal'
import { marksTable } from '#test/support/chained'
import { person } from '#test/support/in-process'
import { kindsOf, saidIn, startSwitching } from '#test/support/switching'

const { howdah, house, oneEnds, twoEngines, read, when } = await startSwitching()
const { managed, database } = howdah
for (const statement of marksTable) await managed.run(database, `set role app; ${statement}`)

let made = 0

const wanted = async (input: Readonly<Record<string, unknown>>, undoes: string | null = null) => {
  made += 1
  const name = `mark-${made}`
  const plan = await propose(house.parts, {
    wanted: { cluster: 'shop', database, playbook: 'wal.mark', input: { name, ...input }, undoes },
    person: person('olga'),
    via: 'slack',
    reason: null,
    ticket: null,
    change: null,
  })
  if (isRefusal(plan)) return { name, id: '', refused: plan }
  return { name, id: plan.id, refused: null }
}

const ended = (id: string): Promise<Change> => when(id, ({ outcome }) => outcome !== null)

const planned = async (input: Readonly<Record<string, unknown>> = {}) => {
  await twoEngines()
  return wanted(input)
}

/** Approves, and waits for the end. */
const performed = async (input: Readonly<Record<string, unknown>> = {}, point?: string) => {
  const plan = await planned(input)
  const killed = point === undefined ? undefined : oneEnds()
  if (point !== undefined) howdah.failAt(point)
  await house.approve(plan.id)
  const change = await ended(plan.id)
  if (point !== undefined) expect(howdah.failed()).toBe(true)
  await killed
  return { ...plan, change }
}

const rowOf = async (name: string) =>
  (
    await managed.query<{ id: number; lsn: string }>(
      database,
      'select id, lsn from marks where name = $1',
      [name],
    )
  )[0]

const outputsOf = ({ journal }: Change) =>
  journal.flatMap(({ kind, detail }) => (kind === 'done' ? (detail['outputs'] ?? []) : []))

describe('a step that names what an earlier one reads', () => {
  test('says in words where the value comes from, and afterwards the value', async () => {
    const { id, name } = await planned()
    const before = await read(id)
    expect(saidIn(before)).toContain(`with [\\"${name}\\",the LSN that step 1 reads]`)
    await house.approve(id)
    const after = await ended(id)
    expect(after).toMatchObject({ outcome: 'succeeded', ending: null })
    const row = await rowOf(name)
    expect(outputsOf(after)).toEqual([{ lsn: row?.lsn }, { mark: row?.id }])
    expect(saidIn(after)).toContain(`It read: lsn \`${row?.lsn ?? ''}\`.`)
    const said = await house.say(`plan show ${id}`)
    expect(JSON.stringify(said)).toContain(
      `[\\"${name}\\",${row?.lsn ?? ''}, the LSN that step 1 reads]`,
    )
  }, 150_000)

  test('stands in the record with the value that was sent', async () => {
    const { id, name } = await performed()
    const row = await rowOf(name)
    const recorded = await howdah.store.query<{ values: unknown }>(
      `select body::json -> 'detail' -> 'values' as values from howdah.audit
       where body::json ->> 'kind' = 'step.will' and body::json -> 'subject' ->> 'plan' = $1
         and body::json -> 'subject' ->> 'step' = '1'`,
      [id],
    )
    expect(recorded).toEqual([{ values: [name, row?.lsn] }])
  }, 150_000)

  test.each(['step 0 done', 'step 1 intent'])(
    'has the value that was read before, in another process, when the first is killed at "%s"',
    async point => {
      const { change, name } = await performed({}, point)
      expect(change).toMatchObject({ outcome: 'succeeded', ending: null })
      expect(new Set(change.journal.map(({ token }) => token)).size).toBe(2)
      expect(change.journal.filter(({ kind, step }) => kind === 'done' && step === 0)).toHaveLength(
        1,
      )
      const row = await rowOf(name)
      expect(outputsOf(change)).toEqual([{ lsn: row?.lsn }, { mark: row?.id }])
    },
    150_000,
  )

  test.each(['step 0 acted'])(
    'has the value of the read that was written down, when the process is killed at "%s"',
    async point => {
      const { change, name } = await performed({}, point)
      expect(change.outcome).toBe('succeeded')
      expect(outputsOf(change)[0]).toEqual({ lsn: (await rowOf(name))?.lsn })
    },
    150_000,
  )

  test('ends the run in words when the step that was interrupted gave its answer to nobody', async () => {
    const { change, name } = await performed({ needs: 'mark' }, 'step 1 acted')
    expect(change.outcome).toBe('failed')
    expect(change.ending).toContain(
      'It needs the mark that step 2 reads, which is not known: the step was found done after its answer was lost with a connection',
    )
    expect(change.ending).toContain(`NOT put back, because this failed: Delete ${name}`)
    expect(saidIn(change)).toContain('where id = $1; -- with [the mark that step 2 reads]')
  }, 150_000)

  test('ends the run in words when a person says that the earlier step was done', async () => {
    const { id } = await planned({ seen: false, needs: 'mark' })
    howdah.failAt('step 1 acted')
    await house.approve(id)
    await when(id, ({ asks }) => asks === 1)
    await house.engine.settle(person('adam'), id, { step: 1, done: true, reason: 'I see it' })
    const { outcome, ending } = await ended(id)
    expect(outcome).toBe('failed')
    expect(ending).toContain(
      'It needs the mark that step 2 reads, which is not known: a person said that the step was done, and nobody heard its answer',
    )
  }, 150_000)

  test.each([
    ['nothing', 'null::text', 'the LSN that later steps need: lsn has to be an LSN'],
    ['something else', '5', 'the LSN that later steps need: lsn has to be an LSN'],
    ['several rows', 'generate_series(1, 2)', 'It answered without the LSN'],
  ])('is not taken when the earlier one reads %s, which is said', async (_, reads, words) => {
    const { change, name } = await performed({ reads })
    expect(change.outcome).toBe('failed')
    expect(change.ending).toContain(words)
    expect(kindsOf(change).filter(kind => kind === 'intent')).toHaveLength(1)
    expect(await rowOf(name)).toBeUndefined()
  })
})

describe('the undo of such a step', () => {
  test('has what the run read in place of the words', async () => {
    const { change, name } = await performed()
    const row = await rowOf(name)
    const undo = await wanted({}, change.run?.id)
    const shown = await read(undo.id)
    expect(shown.steps.map(({ action }) => action.values)).toEqual([[row?.id]])
    await house.approve(undo.id)
    expect(await ended(undo.id)).toMatchObject({ outcome: 'succeeded' })
    expect(await rowOf(name)).toBeUndefined()
  }, 150_000)

  test('is refused in words when its answer was heard by nobody', async () => {
    const { change, name } = await performed({}, 'step 1 acted')
    expect(change.outcome).toBe('succeeded')
    const { refused } = await wanted({}, change.run?.id)
    expect(refused?.because).toBe(
      `“Mark ${name}” cannot be taken back by Howdah. It needs the mark that step 2 reads, which is not known: the step was found done after its answer was lost with a connection.`,
    )
  }, 150_000)
})
