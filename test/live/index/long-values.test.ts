/** Values that do not fit into a B-tree are foreseen, without a look at each row. */
import { describe, expect, test } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'

const long = `(select string_agg(md5(i::text), '') from generate_series(1, 110) i)`
const howdah = await startHowdah({
  tables: [
    'create table things (i int, t text, short varchar(80), b bytea, tags text[])',
    `insert into things values (1, ${long}, 'a', null, null)`,
    'create table squeezed (t text)',
    `insert into squeezed values (repeat('a', 100000))`,
  ],
})
const inProcess = openInProcess(howdah)

const notesOf = async (words: string): Promise<string> => {
  const reply = await inProcess.say(`index create ${words} reason=test`)
  if (reply.kind !== 'proposed') throw new Error(JSON.stringify(reply))
  return reply.change.plan.notes.join('\n')
}

describe('the plan of a B-tree', () => {
  test.each([
    ['things columns=t', '`t`'],
    ['things columns=i,t', '`t`'],
    ['things columns=i include=b', '`b`'],
    ['things columns=tags', '`tags`'],
  ])('says that %s may not fit', async (words, column) => {
    expect(await notesOf(words)).toContain(`If one is in ${column} and takes more than 2.6 kB`)
  })

  test.each([
    'things columns=i',
    'things columns=short',
    'things columns=t method=hash',
    'things columns=md5(t)',
    'squeezed columns=t',
  ])('says nothing of %s', async words => {
    expect(await notesOf(words)).not.toContain('2.6 kB')
  })

  test('is right: the build that it warned of fails', async () => {
    const { managed, database } = howdah
    await expect(managed.run(database, 'create index on things (t)')).rejects.toThrow(
      'exceeds btree version 4 maximum 2704',
    )
    await managed.run(database, 'create index on squeezed (t)')
  })
})
