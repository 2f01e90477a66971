/** Clones of tests: files, servers, and the end, as the server of a clone outlives the bots. */
import { Client } from 'pg'
import { removeClone } from '#cluster/drivers/clone/places'
import type { CloneAbout } from '#cluster/facts/clone/about'
import { clonesIn } from '#cluster/facts/clone/clones-in'
import { portOfClones } from '#model/clone/config'

export const endClones = async (place: string): Promise<void> => {
  for (const one of (await clonesIn(place)) ?? []) await removeClone(one)
}

/** Names of all folders, with whether a server runs there: empty where nothing is left. */
export const cloneFolders = async (place: string): Promise<readonly string[]> =>
  ((await clonesIn(place)) ?? []).map(
    ({ about, entry, running }) =>
      `${about?.clone ?? entry} ${running ? 'runs' : 'does not run'}${about ? '' : ', unfinished'}`,
  )

export const cloneNamed = async (place: string, name: string): Promise<CloneAbout> => {
  const found = (await clonesIn(place))?.find(({ about }) => about?.clone === name)
  if (!found?.about) throw new Error(`no ${name}`)
  return found.about
}

/** Reads in a clone as the owner of the tables. */
export const askClone = async <Row extends object>(
  { socket }: Pick<CloneAbout, 'socket'>,
  database: string,
  text: string,
): Promise<readonly Row[]> => {
  const client = new Client({ host: socket, port: portOfClones, user: 'howdah', database })
  await client.connect()
  try {
    await client.query('set statement_timeout = 60000')
    await client.query('set role app')
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}
