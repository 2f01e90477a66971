/** The control file of a data directory tells the state of a stopped server. */
import { join } from 'node:path'
import { readPlain } from '#cluster/facts/backup/plain-file'

export interface ControlFile {
  /** Identifier of the database system. */
  readonly system: string
  readonly state: 'stopped' | 'stopped as a replica' | 'replica' | 'primary' | 'in between'
  /** LSN at which the record of the newest checkpoint begins. */
  readonly checkpoint: string
}

// DBState of pg_control.h, the same from 15 to 18.
const states: readonly (ControlFile['state'] | undefined)[] = [
  undefined,
  'stopped',
  'stopped as a replica',
  undefined,
  undefined,
  'replica',
  'primary',
]

/** PG_CONTROL_VERSION of 15 and 16, of 17, and of 18: the fields that are read lie at the same places. */
const known: ReadonlySet<number> = new Set([1_300, 1_700, 1_800])

/** In bytes: PG_CONTROL_FILE_SIZE is 8 kB. */
const longest = 65_536
const fields = 40

/** Null where there is no control file that this code can read. */
export const readControl = async (data: string): Promise<ControlFile | null> => {
  // The server's user may write there: no pipe is waited for.
  const buffer = await readPlain(join(data, 'global/pg_control'), longest)
  if (buffer === undefined || buffer.length < fields) return null
  if (!known.has(buffer.readUInt32LE(8))) return null
  return {
    system: buffer.readBigUInt64LE(0).toString(),
    state: states[buffer.readUInt32LE(16)] ?? 'in between',
    checkpoint: lsnOf(buffer.readBigUInt64LE(32)),
  }
}

const lsnOf = (position: bigint): string =>
  `${(position >> 32n).toString(16)}/${(position & 0xffffffffn).toString(16)}`.toUpperCase()
