/** Sessions on a clone that is no cluster of the fleet yet, as the login that only looks. */
import type { Client } from 'pg'
import {
  connect,
  explain,
  extended,
  hangUp,
  type Where,
} from '#cluster/clients/postgres/connection'
import type { CloneAbout } from '#cluster/facts/clone/about'
import { configOfClone } from '#model/clone/config'
import type { ClusterConfig } from '#model/configuration'
import type { Reader } from '#model/view'

export interface OnClone {
  readonly client: Client
  readonly where: Where
  readonly reader: Reader
}

/** A stop ends the session together with the statement. */
export const onClone = async <Found>(
  { config, about, database }: Wanted,
  stop: AbortSignal,
  work: (session: OnClone) => Promise<Found>,
): Promise<Found> => {
  stop.throwIfAborted()
  const cluster = configOfClone(config, { name: about.clone, socket: about.socket })
  const where: Where = {
    cluster,
    node: about.clone,
    database,
    credential: cluster.credentials.observe,
    applicationName: 'howdah drill',
    settings: {
      default_transaction_read_only: 'on',
      statement_timeout: '30000',
      lock_timeout: '2000',
    },
  }
  const client = await connect(where)
  const cut = () => void hangUp(client, true)
  stop.addEventListener('abort', cut)
  const reader: Reader = {
    async read<Row>(text: string, values: readonly unknown[] = []) {
      try {
        return (await client.query(extended(text, values, 60_000))).rows as Row[]
      } catch (error) {
        throw explain(error, where)
      }
    },
  }
  try {
    return await work({ client, where, reader })
  } finally {
    stop.removeEventListener('abort', cut)
    await hangUp(client, stop.aborted)
  }
}

interface Wanted {
  readonly config: ClusterConfig
  readonly about: Pick<CloneAbout, 'clone' | 'socket'>
  readonly database: string
}
