import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { usedForSettings, usedToAct, usedToLook } from '#cluster/facts/role/used'

const root = join(import.meta.dirname, '../../../../..')

const namesIn = (folders: readonly string[], pattern: RegExp): readonly string[] => {
  const files = folders.flatMap(one =>
    one.endsWith('.ts') ? [one] : globSync(`${one}/**/*.ts`, { cwd: root }),
  )
  const text = files.map(file => readFileSync(join(root, file), 'utf8')).join('\n')
  return [...new Set([...text.matchAll(pattern)].flatMap(([, name]) => name ?? []))]
}

const called =
  /\b(pg_[a-z_]*[a-z]|has_[a-z]+_privilege|current_setting|set_config|format_type|obj_description|quote_ident|starts_with|to_json|json_agg|json_build_object|jsonb_array_elements_text)\(/g
const read = /\b(?:from|join) (?:pg_catalog\.)?(pg_[a-z_]*[a-z])\b(?![(.])/g

const looks = [
  'src/cluster/facts',
  'src/cluster/clients',
  'src/monitor',
  'src/cluster/cluster.ts',
  'src/cluster/suggest-names.ts',
]
const acts = ['src/cluster/drivers', 'playbooks']

describe('what doctor tries', () => {
  test.each([
    ['looks', looks, usedToLook, usedForSettings.look],
    ['acts', acts, usedToAct, usedForSettings.act],
  ] as const)(
    'is every part of the catalogue that Howdah reads where it %s',
    (_, folders, used, forSettings) => {
      const missing = (known: readonly string[], pattern: RegExp) =>
        namesIn(folders, pattern).filter(name => !known.includes(name))
      // Signals and reloads are sent by the login that acts, from wherever the words stand.
      const ofTheOther = [
        'pg_cancel_backend',
        'pg_terminate_backend',
        'pg_reload_conf',
        'pg_promote',
        'pg_switch_wal',
      ]
      // Asked of a clone, and of its startup process.
      const ofClones = [
        'pg_get_wal_replay_pause_state',
        'pg_last_wal_replay_lsn',
        'pg_last_xact_replay_timestamp',
        'to_json',
        'quote_ident',
        'has_schema_privilege',
        'has_function_privilege',
        'has_table_privilege',
        'pg_collation_actual_version',
        'pg_database_collation_actual_version',
        'pg_is_in_recovery',
        'pg_is_wal_replay_paused',
        'pg_get_constraintdef',
        'pg_get_triggerdef',
      ]
      const inClones = [
        'pg_extension',
        'pg_collation',
        'pg_am',
        'pg_database',
        'pg_stat_database',
        'pg_foreign_server',
        'pg_foreign_data_wrapper',
        'pg_user_mapping',
        'pg_subscription',
        'pg_sequence',
      ]
      // Called by the login for ha alone.
      const ofSlots = ['pg_drop_replication_slot', 'pg_create_physical_replication_slot']
      // Comes with pg_monitor, which doctor tries by itself.
      const ofMonitor = ['pg_ls_waldir']
      // Advice to a person, and run with the person's login.
      const advised = ['pg_stat_statements_reset']
      expect(
        missing(
          [
            ...used.functions,
            ...ofTheOther,
            ...ofClones,
            ...advised,
            ...forSettings.functions,
            ...ofMonitor,
            ...ofSlots,
          ],
          called,
        ),
      ).toEqual([])
      expect(
        missing(
          [
            ...used.relations,
            ...inClones,
            ...forSettings.relations,
            'pg_locks',
            'pg_replication_slots',
          ],
          read,
        ),
      ).toEqual([])
    },
  )
})
