/** Settings that are never changed from a chat, by name and by the coming value. */
import type { Setting } from '#cluster/facts/config/settings'
import { type Refusal, refusal } from '#model/refusal'
import { isSecretSetting } from '#text/may-hold-secret'

interface Rule {
  readonly names: RegExp
  /** Undefined where every change is refused. */
  readonly values?: (after: string, now: string | null) => boolean
  /** Follows the name of the setting. */
  readonly because: string
  readonly instead: string
}

const runbook =
  'Change it in postgresql.conf by your own runbook, with somebody who can log in to the machine.'

const off = (after: string): boolean => after === 'off'
const on = (after: string): boolean => after === 'on'

const levels = ['minimal', 'replica', 'logical']

const rules: readonly Rule[] = [
  {
    names: /_command(_supports_reload)?$|^archive_library$/,
    because:
      'is run by the server as its operating-system user: whoever sets it can do anything there',
    instead: runbook,
  },
  {
    names:
      /_preload_libraries$|^dynamic_library_path$|^extension_control_path$|^jit_provider$|^oauth_validator_libraries$/,
    because: 'loads code into the server; if a library is missing, the server does not start',
    instead: runbook,
  },
  {
    names:
      /^(data_directory|config_file|hba_file|ident_file|external_pid_file|log_directory|log_filename|log_file_mode|unix_socket_.*|krb_.*|gss_.*|ssl_.*_file|ssl_crl_dir|ssl_library|event_source|bonjour.*)$/,
    because: 'decides which files the server uses, or who is let in',
    instead: runbook,
  },
  {
    names:
      /^(listen_addresses|port|password_encryption|authentication_timeout|db_user_namespace|ssl_ciphers|ssl_tls13_ciphers|ssl_min_protocol_version|ssl_max_protocol_version|ssl_groups|ssl_ecdh_curve|ssl_prefer_server_ciphers|ssl_renegotiation_limit|scram_iterations|md5_password_warnings)$/,
    because: 'decides who can reach the server, and how safely',
    instead: runbook,
  },
  {
    names: /^ssl$/,
    values: off,
    because: 'off sends passwords and rows unencrypted',
    instead: runbook,
  },
  {
    names: /^(fsync|full_page_writes)$/,
    values: off,
    because:
      'off loses the whole database at the next crash of the machine; nothing brings it back',
    instead:
      'Leave it on. For commits that may be lost: `synchronous_commit` of one role or transaction.',
  },
  {
    names: /^synchronous_commit$/,
    values: off,
    because:
      'off loses the last commits of every application at a crash, although the applications were told that they are safe',
    instead: 'Let an application that can bear it set it for its own role or transaction.',
  },
  {
    names: /^synchronous_standby_names$/,
    because:
      'decides whether commits wait for a replica: a wrong name stops every writer, an empty one gives up the promise',
    instead: 'Use `replication set-synchronous`.',
  },
  {
    names: /^wal_level$/,
    values: (after, now) =>
      levels.includes(after) && (now === null || levels.indexOf(after) < levels.indexOf(now)),
    because: 'would be lowered: backups, replicas or subscribers that need the WAL break',
    instead: runbook,
  },
  {
    names:
      /^(archive_mode|archive_timeout|summarize_wal|wal_sync_method|data_sync_retry|wal_init_zero|wal_recycle|recovery_.*|primary_.*|promote_trigger_file|hot_standby|restart_after_crash|sync_replication_slots|synchronized_standby_slots)$/,
    because: 'decides whether backups and replicas hold',
    instead: runbook,
  },
  {
    names:
      /^(zero_damaged_pages|ignore_checksum_failure|ignore_invalid_pages|ignore_system_indexes|allow_system_table_mods|allow_in_place_tablespaces|allow_alter_system|session_replication_role|lo_compat_privileges|row_security|debug_.*|trace_.*|jit_debugging_support|jit_dump_bitcode|jit_profiling_support|post_auth_delay|pre_auth_delay|backtrace_functions|remove_temp_files_after_crash|send_abort_for_.*|wal_consistency_checking)$/,
    because:
      'is for repairs and for developers of PostgreSQL: with it data may be damaged or go unseen',
    instead: runbook,
  },
  {
    names: /^default_transaction_read_only$/,
    values: on,
    because: 'on makes every application that writes fail, and Howdah refuses to act there',
    instead: 'Set it for one database or role with ALTER DATABASE or ALTER ROLE.',
  },
  {
    names: /^(standard_conforming_strings|array_nulls)$/,
    values: off,
    because: 'off changes how every statement is read: what applications quote may become SQL',
    instead: 'Set it for the role of the one application that needs it.',
  },
  {
    names: /^(backslash_quote|transform_null_equals|exit_on_error)$/,
    values: on,
    because: 'on changes how every statement of every application is read or ends',
    instead: 'Set it for the role of the one application that needs it.',
  },
  {
    names: /^(event_triggers|createrole_self_grant|restrict_nonsystem_relation_kind)$/,
    because: 'decides who may do what',
    instead: runbook,
  },
  {
    names: /^idle_replication_slot_timeout$/,
    values: after => after !== '0',
    because:
      'drops the slots of replicas and subscribers that are away, and a dropped slot is gone',
    instead: runbook,
  },
  {
    names: /^pgaudit\./,
    because: 'decides what the server’s own record holds',
    instead: runbook,
  },
  {
    names:
      /^(sepgsql|set_user|credcheck|passwordcheck|supautils|anon|pgtle|pgsodium|vault|login_hook|auth_delay)\./,
    because: 'decides who is let in, and who may do what',
    instead: runbook,
  },
  {
    names: /^(logging_collector|log_destination|syslog_.*|log_truncate_on_rotation)$/,
    because: 'decides whether the server’s log is kept',
    instead: runbook,
  },
  {
    names:
      /^(transaction_.*|role|session_authorization|seed|is_superuser|application_name|client_encoding|server_encoding)$/,
    because: 'belongs to a session, not to the server',
    instead: 'Set it where the session is made.',
  },
]

/** Texts that name no file, program, library or function of the server. Any other text is refused. */
const harmlessTexts =
  /^(datestyle|timezone|timezone_abbreviations|cluster_name|default_table_access_method|default_tablespace|default_text_search_config|lc_(messages|monetary|numeric|time)|log_connections|log_line_prefix|log_timezone|search_path|temp_tablespaces)$/

/** `after` and `now` are in the base unit. */
export const neverFromChat = (
  { name, context, vartype }: Pick<Setting, 'name' | 'context' | 'vartype'>,
  after: string,
  now: string | null,
): Refusal | undefined => {
  if (context === 'internal')
    return refusal(
      `${name} cannot be changed: the server was built or set up with it.`,
      `See \`config show ${name}\`.`,
      `config show ${name}`,
    )
  const rule = rules.find(
    one => one.names.test(name.toLowerCase()) && (one.values?.(after, now) ?? true),
  )
  if (rule) return refusal(`${name} ${rule.because}.`, rule.instead)
  if (isSecretSetting(name, after))
    return refusal(`${name} would hold a password, and a plan would show it.`, runbook)
  return vartype === 'string' && !harmlessTexts.test(name.toLowerCase())
    ? refusal(
        `${name} is a text that may name a file, a program or a function of the server.`,
        runbook,
      )
    : undefined
}
