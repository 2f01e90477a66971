/** The server's settings by which autovacuum decides, as figures; a table may have its own. */
import type { Reader } from '#model/view'

export interface VacuumSettings {
  /** False where autovacuum is off for the whole server, or counts nothing. */
  readonly autovacuum: boolean
  /** By the setting's name; a setting that this major does not have is left out. */
  readonly values: Readonly<Partial<Record<VacuumSetting, number>>>
}

const names = [
  'autovacuum_vacuum_threshold',
  'autovacuum_vacuum_scale_factor',
  // From 18 on.
  'autovacuum_vacuum_max_threshold',
  'autovacuum_vacuum_insert_threshold',
  'autovacuum_vacuum_insert_scale_factor',
  'autovacuum_analyze_threshold',
  'autovacuum_analyze_scale_factor',
  'autovacuum_freeze_max_age',
  'autovacuum_multixact_freeze_max_age',
  'vacuum_failsafe_age',
  'vacuum_multixact_failsafe_age',
] as const

export type VacuumSetting = (typeof names)[number]

export const vacuumSettings = async (reader: Reader): Promise<VacuumSettings> => {
  const [row] = await reader.read<VacuumSettings>(
    `select coalesce(bool_and(setting::boolean) filter (where name in ('autovacuum', 'track_counts')), true) as autovacuum,
       json_object_agg(name, setting::float8) filter (where name = any($1)) as values
     from pg_settings where name = any($1) or name in ('autovacuum', 'track_counts')`,
    [names],
  )
  if (!row) throw new Error('no settings')
  return row
}
