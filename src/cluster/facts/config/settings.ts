/** Settings of a node as Howdah's own session sees the settings. */
import type { Reader } from '#model/view'
import { withheldSetting } from '#text/may-hold-secret'

export interface Setting {
  /** As pg_settings has it: `work_mem`, `DateStyle`. */
  readonly name: string
  /** In the base unit; of this session. */
  readonly setting: string | null
  /** `kB`, `8kB`, `ms`; null for none. */
  readonly unit: string | null
  readonly vartype: string
  /** Decides when a change counts: `postmaster`, `sighup`, `user` and others (manual 54.24). */
  readonly context: string
  /** Where the value of this session comes from. */
  readonly source: string
  readonly minimum: string | null
  readonly maximum: string | null
  readonly choices: readonly string[] | null
  /** The value of a server that nobody configured. */
  readonly boot: string | null
  /** The value after RESET in this session. */
  readonly reset: string | null
  /** Null without pg_read_all_settings. */
  readonly file: string | null
  readonly line: number | null
  /** A file has a different value, which waits for a restart. */
  readonly pendingRestart: boolean
  /** PostgreSQL's own words. */
  readonly about: string
}

export const allSettings = async (reader: Reader): Promise<readonly Setting[]> =>
  (
    await reader.read<Setting>(
      `select name, setting, unit, vartype, context, source, min_val as minimum, max_val as maximum, enumvals as choices,
       boot_val as boot, reset_val as reset, sourcefile as file, sourceline as line, pending_restart as "pendingRestart",
       coalesce(short_desc, '') as about
     from pg_settings order by lower(name)`,
    )
  ).map(one =>
    one.vartype === 'string'
      ? {
          ...one,
          setting: withheldSetting(one.name, one.setting),
          reset: withheldSetting(one.name, one.reset),
        }
      : one,
  )
