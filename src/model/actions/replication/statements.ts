/** The statements by which the primary moves, and the name of a node in replication. */

/** The name under which a node receives WAL, and of the slot that keeps the WAL: slots allow no other characters. */
export const slotOf = (node: string): string => node.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')

/** The statements in the order of sending; `makeSlot` where the replica uses a slot too. */
export const switchoverSql = {
  connects: `select current_setting('primary_conninfo') as conninfo, nullif(current_setting('primary_slot_name'), '') as slot`,
  checkpoint: 'CHECKPOINT',
  makeSlot: `select pg_create_physical_replication_slot($1, true) where not exists (select from pg_replication_slots where slot_name = $1)`,
  write: `select pg_logical_emit_message(true, 'howdah', 'canary')`,
  replayed: `select pg_last_wal_replay_lsn() > $1::pg_lsn as replayed`,
  promote: 'select pg_promote(false)',
  promoted: 'select not pg_is_in_recovery() as promoted',
  follows: `select from pg_stat_replication where application_name = $1 and state = 'streaming'`,
  dropSlot: `select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1 and not active`,
} as const

/** All that is done to have a replica on Howdah's machine follow `node`. */
export const repointText = (
  node: string,
  { name, data }: { readonly name: string; readonly data: string },
): readonly string[] => [
  `-- on ${node}, so that ${name} finds its WAL: ${switchoverSql.connects}; ${switchoverSql.makeSlot}`,
  `-- on Howdah's machine: where ${name} receives WAL from is written into ${data}, and its server reads that, or is started again`,
  `-- on ${node}, until ${name} (${slotOf(name)}) follows: ${switchoverSql.follows}`,
]
