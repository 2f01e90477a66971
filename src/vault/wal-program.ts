/** The program that puts WAL into an archive, encrypted where there is a key, and brings WAL back. */
import { join } from 'node:path'

/** The folder of this Howdah. */
export const howdahFolder = join(import.meta.dirname, '../..')

/** Within that folder. */
export const walProgram = 'src/main/wal/program.ts'
