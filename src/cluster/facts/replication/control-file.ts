/** The control file of a data directory tells the state of a stopped server. */
import { open } from 'node:fs/promises'
import { join } from 'node:path'

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

/** Null where there is no control file that this code can read. */
export const readControl = async (data: string): Promise<ControlFile | null> => {
  const buffer = Buffer.alloc(40)
  try {
    const file = await open(join(data, 'global/pg_control'))
    try {
      if ((await file.read(buffer, 0, buffer.length, 0)).bytesRead < buffer.length) return null
    } finally {
      await file.close()
    }
  } catch {
    return null
  }
  if (!known.has(buffer.readUInt32LE(8))) return null
  return {
    system: buffer.readBigUInt64LE(0).toString(),
    state: states[buffer.readUInt32LE(16)] ?? 'in between',
    checkpoint: lsnOf(buffer.readBigUInt64LE(32)),
  }
}

const lsnOf = (position: bigint): string =>
  `${(position >> 32n).toString(16)}/${(position & 0xffffffffn).toString(16)}`.toUpperCase()
