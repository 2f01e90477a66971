/** Words for the console of a PgBouncer, and databases of PgBouncer whose clients wait, without an error, while the primary moves. */
import { z } from 'zod'

/** In the inventory; an address that has changed since the plan is another PgBouncer. */
interface PoolerAddress {
  readonly name: string
  readonly host: string
  readonly port: number
}

export const poolerSchema: z.ZodType<PoolerAddress> = z.strictObject({
  name: z.string(),
  host: z.string(),
  port: z.int(),
})

/** Such a name needs no quotes but for the case, and can end none. */
export const pooledName = /^[\w.-]{1,63}$/

const set = (name: string, value: string): string => `SET ${name} = '${value}'`

/** Quoted, as the console folds names to lower case. */
export const consoleText = {
  pause: (database: string) => `PAUSE "${database}"`,
  resume: (database: string) => `RESUME "${database}"`,
  /** Closes each server of the database as soon as the server is free. */
  reconnect: (database: string) => `RECONNECT "${database}"`,
  /** The file that the next RELOAD reads. */
  file: (path: string) => set('conffile', path),
  set,
  /** Reads the configuration file again. */
  reload: 'RELOAD',
} as const

interface MovedPool {
  readonly pooler: PoolerAddress
  /** Database of PgBouncer. */
  readonly of: string
  /** The configuration file of PgBouncer, by the path of Howdah's machine. */
  readonly file: string
  /** The address of the new primary. */
  readonly to: { readonly host: string; readonly port: number }
}

export interface Meanwhile {
  /** How long PAUSE may wait for open transactions. */
  readonly settleSeconds: number
  /** A watchdog resumes each database then, whatever becomes of Howdah. */
  readonly mostSeconds: number
  readonly pools: readonly MovedPool[]
}

/** No such host ends the value, or begins a quoted one, in the file of PgBouncer. */
export const writtenHost = /^[\w.:-]+$/

export const meanwhileSchema: z.ZodType<Meanwhile> = z.strictObject({
  settleSeconds: z.number(),
  mostSeconds: z.number(),
  pools: z.array(
    z.strictObject({
      pooler: poolerSchema,
      of: z.string().regex(pooledName),
      file: z.string().startsWith('/'),
      to: z.strictObject({ host: z.string().regex(writtenHost), port: z.int() }),
    }),
  ),
})

const at = ({ name, host, port }: PoolerAddress): string =>
  `-- on PgBouncer ${name} (${host}:${port}), by its login \`admin\`:`

/** All that is done before the old primary stops. */
export const pausedText = (meanwhile: Meanwhile | undefined): readonly string[] =>
  meanwhile === undefined
    ? []
    : meanwhile.pools.flatMap(({ pooler, of }) => [
        `-- on Howdah's machine: starts a process that sends ${consoleText.resume(of)} after ${meanwhile.mostSeconds} s, whatever becomes of Howdah`,
        `${at(pooler)} ${consoleText.pause(of)}, and where that takes longer than ${meanwhile.settleSeconds} s ${consoleText.resume(of)}, and nothing more`,
      ])

/** All that is done once there is a new primary. */
export const ledText = (meanwhile: Meanwhile | undefined): readonly string[] =>
  (meanwhile?.pools ?? []).flatMap(({ pooler, of, file, to }) => [
    `-- on Howdah's machine: "${of}" in ${file} gets host=${to.host} port=${to.port}`,
    `${at(pooler)} ${consoleText.reload}, ${consoleText.resume(of)}`,
  ])

/** All that is done where the old primary stays the primary. */
export const resumedText = (meanwhile: Meanwhile | undefined): readonly string[] =>
  (meanwhile?.pools ?? []).map(({ pooler, of }) => `${at(pooler)} ${consoleText.resume(of)}`)
