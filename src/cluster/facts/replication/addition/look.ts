/** The facts of a plan to add a replica: replication, the primary's size and files, and the place that the inventory gives to the new node. */
import { join } from 'node:path'
import { readPlain } from '#cluster/facts/backup/plain-file'
import { admits } from '#cluster/facts/replication/addition/admits'
import { lookAtNewPlace, type NewPlace } from '#cluster/facts/replication/addition/place'
import {
  lookAtReplication,
  type ReplicatingNode,
  type ReplicationFacts,
} from '#cluster/facts/replication/look'
import { type CopyFacts, lookAtCopy } from '#cluster/facts/replication/rebuild'
import { type ServerHere, serverHere } from '#cluster/facts/replication/server-here'
import type { RebuildAction } from '#model/actions/replication/rebuild'
import type { View } from '#model/view'

export interface AdditionFacts extends ReplicationFacts, CopyFacts {
  /** The server of the primary. */
  readonly server: ServerHere
  readonly walLevel: string
  /** Configuration files of the primary outside its data directory, by the settings that name them. */
  readonly outside: readonly string[]
  /** The pg_hba.conf of the primary, where no line in it lets the login for ha receive WAL on that machine; else null. */
  readonly shut: string | null
  /** Address of the new node in the inventory; null for a node that the inventory has not. */
  readonly address: { readonly host: string; readonly port: number } | null
  /** Nodes of the inventory that do not answer, and have a data directory there. */
  readonly free: readonly string[]
  /** Null where the inventory names no data directory of the node. */
  readonly place: NewPlace | null
}

/** Facts of a node that can become a replica. */
export interface AdditionReady extends AdditionFacts {
  readonly from: ReplicatingNode
  readonly replica: string
  readonly system: string
  /** The data directory of the primary. */
  readonly like: string
  readonly place: NewPlace
  readonly address: NonNullable<AdditionFacts['address']>
  readonly admits: NonNullable<RebuildAction['fresh']>['admits']
}

export const lookAtAddition = async (view: View, wanted: string): Promise<AdditionFacts> => {
  const [replication, copy, server, [about]] = await Promise.all([
    lookAtReplication(view),
    lookAtCopy(view),
    serverHere(view.primary),
    view.primary.read<{
      walLevel: string
      data: string | null
      files: Readonly<Record<string, string>> | null
    }>(configured),
  ])
  if (!about) throw new Error('the primary says nothing of its configuration')
  const { walLevel, data, files } = about
  const address = view.addresses.find(({ name }) => name === wanted) ?? null
  const there = view.unreachable.find(({ name }) => name === wanted)?.data
  return {
    ...replication,
    ...copy,
    server,
    walLevel,
    outside: Object.entries(files ?? {}).flatMap(([name, path]) =>
      data !== null && !path.startsWith(join(data, '/')) ? [name] : [],
    ),
    shut:
      server.kind === 'here' && copy.ha !== null && address !== null
        ? await shutFile(files?.['hba_file'], copy.ha.login, address.host)
        : null,
    address: address === null ? null : { host: address.host, port: address.port },
    free: view.unreachable.flatMap(({ name, data: its }) => (its === undefined ? [] : [name])),
    place:
      there === undefined
        ? null
        : await lookAtNewPlace(there, server.kind === 'here' ? server.data : null),
  }
}

/** In bytes. */
const longest = 1_024 ** 2

const shutFile = async (
  file: string | undefined,
  login: string,
  host: string,
): Promise<string | null> => {
  const text = file === undefined ? undefined : await readPlain(file, longest)
  return file === undefined || text === undefined || admits(text.toString('utf8'), login, host)
    ? null
    : file
}

// Paths are shown to pg_monitor alone.
const configured = `select current_setting('wal_level') as "walLevel", current_setting('data_directory', true) as data,
  (select json_object_agg(name, setting) from pg_settings where name in ('config_file', 'hba_file', 'ident_file') and setting is not null) as files`
