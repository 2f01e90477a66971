/** Damages a page of a table or an index in the files of a test's own server, which has read the page before. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { TestServer } from '#test/support/postgres'

const pageBytes = 8_192

export interface WantedPage {
  readonly database: string
  readonly relation: string
  readonly block: number
}

/** `sealed` gives the page a checksum that fits. Gives the way back; the extension pageinspect has to be there. */
export const damagePage = async (
  server: TestServer,
  { database, relation, block }: WantedPage,
  change: (page: Buffer) => void,
  sealed: boolean,
): Promise<() => void> => {
  await server.run('postgres', 'checkpoint')
  const [row] = await server.query<{ path: string }>(
    database,
    `select pg_relation_filepath($1::regclass) as path`,
    [relation],
  )
  const path = join(server.dataDir, row?.path ?? '')
  const at = block * pageBytes
  const whole = Buffer.alloc(pageBytes)
  inFile(path, file => readSync(file, whole, 0, pageBytes, at))
  const page = Buffer.from(whole)
  change(page)
  if (sealed) {
    const [sum] = await server.query<{ sum: number }>(
      database,
      `select page_checksum($1::bytea, ${block})::int & 65535 as sum`,
      [page],
    )
    page.writeUInt16LE(sum?.sum ?? 0, 8)
  }
  const write = (bytes: Buffer) => {
    inFile(path, file => writeSync(file, bytes, 0, pageBytes, at))
  }
  write(page)
  return () => write(whole)
}

const inFile = (path: string, work: (file: number) => void): void => {
  const file = openSync(path, 'r+')
  try {
    work(file)
  } finally {
    closeSync(file)
  }
}
