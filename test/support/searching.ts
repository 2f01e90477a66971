/** An application that scans a whole table during a wait. */
import type { Howdah } from '#test/support/howdah'

export const searchedTable = [
  'create table users (id int, email text)',
  `insert into users select i, 'user' || i || '@example.com' from generate_series(1, 60000) i`,
  'analyze users',
]

export const searching = async <T>(howdah: Howdah, until: () => Promise<T>): Promise<T> => {
  const client = await howdah.managed.connect(howdah.database)
  await client.query('set role app')
  const over = new AbortController()
  const search = async (): Promise<void> => {
    while (!over.signal.aborted)
      await client.query(`select id from users where lower(email) = 'nobody'`)
  }
  const load = search()
  try {
    return await until()
  } finally {
    over.abort()
    await load
    await client.end()
  }
}
