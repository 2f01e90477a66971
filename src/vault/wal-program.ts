/** The program that puts encrypted WAL into an archive, and brings it back: `src/main/wal/program.ts`. */
import { join } from 'node:path'

export const walProgram = join(import.meta.dirname, '../main/wal/program.ts')
