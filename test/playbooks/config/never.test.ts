/** Settings that no chat changes, by name, value and type. */
import { describe, expect, test } from 'vitest'
import { isRefusal } from '#model/refusal'
import { neverFromChat } from '#playbooks/config/never'

const refused = (name: string, after: string, more: { vartype?: string; now?: string } = {}) =>
  isRefusal(
    neverFromChat(
      { name, context: 'sighup', vartype: more.vartype ?? 'string' },
      after,
      more.now ?? null,
    ),
  )

describe('a change of a setting', () => {
  test.each([
    ['standard_conforming_strings', 'off', 'bool'],
    ['backslash_quote', 'on', 'enum'],
    ['transform_null_equals', 'on', 'bool'],
    ['exit_on_error', 'on', 'bool'],
    ['event_triggers', 'off', 'bool'],
    ['createrole_self_grant', 'set, inherit', 'string'],
    ['jit_dump_bitcode', 'on', 'bool'],
    ['ssl_passphrase_command_supports_reload', 'on', 'bool'],
    ['idle_replication_slot_timeout', '60', 'integer'],
    ['sepgsql.permissive', 'on', 'bool'],
    ['pgsodium.getkey_script', '/tmp/key', 'string'],
    ['plperl.on_init', 'system("id")', 'string'],
    ['pltcl.start_proc', 'evil', 'string'],
    ['a_setting_of_a_later_version', '/etc/passwd', 'string'],
    ['log_line_prefix', 'https://me:word@host', 'string'],
    ['cluster_name', 'password=x', 'string'],
  ])('of %s to %s is refused', (name, after, vartype) => {
    expect(refused(name, after, { vartype })).toBe(true)
  })

  test.each([
    ['standard_conforming_strings', 'on', 'bool'],
    ['idle_replication_slot_timeout', '0', 'integer'],
    ['search_path', '"$user", public', 'string'],
    ['TimeZone', 'Europe/Berlin', 'string'],
    ['temp_tablespaces', 'fast', 'string'],
    ['log_line_prefix', '%m [%p] ', 'string'],
    ['work_mem', '65536', 'integer'],
    ['auto_explain.log_min_duration', '500', 'integer'],
  ])('of %s to %s is not', (name, after, vartype) => {
    expect(refused(name, after, { vartype })).toBe(false)
  })
})
