/** The major of PostgreSQL that the servers of this vitest project run: the one that Howdah brings, or one of test/majors. */
import { join } from 'node:path'

/** In the environment of the projects `majors-15` to `majors-17`. */
export const majorName = 'HOWDAH_MAJOR'

const older = process.env[majorName]

export const major = Number(older ?? 18)

/** For `startPostgres`; of one of test/majors. */
export const nativeOf = (of: number | string): string =>
  join(
    import.meta.dirname,
    `../majors/node_modules/postgres-${of}-${process.platform}-${process.arch}/native`,
  )

/** Undefined for the major that Howdah brings. */
export const native = older === undefined ? undefined : nativeOf(older)

/** Grants as the given statement has them from 16 on, without the options that 15 does not know. */
export const forMajor = (statement: string): string =>
  major >= 16
    ? statement
    : statement.replaceAll(/ with (inherit|set) (true|false)(, set (true|false))?/gi, '')
