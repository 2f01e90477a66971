/** Settings that are never changed from a chat, by name and by the coming value. */
import type { Setting } from '#cluster/facts/config/settings'
import { type Refusal, refusal } from '#model/refusal'

interface Rule {
  readonly names: RegExp
  /** Undefined where every change is refused. */
  readonly values?: (after: string, now: string | null) => boolean
  /** Follows the name of the setting. */
  readonly because: string
  readonly instead: string
}

const runbook =
  'Change it in postgresql.conf by your own runbook, with somebody who may log in to the machine.'

const off = (after: string): boolean => after === 'off'
const on = (after: string): boolean => after === 'on'

const levels = ['minimal', 'replica', 'logical']

const rules: readonly Rule[] = [
  {
    names: /_command$|^archive_library$/,
    because: 'is run by the server as the system’s user: whoever sets it can do anything there',
    instead: runbook,
  },
  {
    names:
      /_preload_libraries$|^dynamic_library_path$|^extension_control_path$|^jit_provider$|^oauth_validator_libraries$/,
    because:
      'loads code into the server; with a library that is not there the server does not start',
    instead: runbook,
  },
  {
    names:
      /^(data_directory|config_file|hba_file|ident_file|external_pid_file|log_directory|log_filename|log_file_mode|unix_socket_.*|krb_.*|gss_.*|ssl_.*_file|ssl_crl_dir|ssl_library|event_source|bonjour.*)$/,
    because: 'decides about files of the server or about who is let in',
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
    instead: runbook,
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
      /^(zero_damaged_pages|ignore_checksum_failure|ignore_invalid_pages|ignore_system_indexes|allow_system_table_mods|allow_in_place_tablespaces|allow_alter_system|session_replication_role|lo_compat_privileges|row_security|debug_.*|trace_.*|post_auth_delay|pre_auth_delay|backtrace_functions|remove_temp_files_after_crash|send_abort_for_.*|wal_consistency_checking)$/,
    because:
      'is for repairs and for developers of PostgreSQL: with it data may be damaged or go unseen',
    instead: runbook,
  },
  {
    names: /^default_transaction_read_only$/,
    values: on,
    because: 'on makes every application fail that writes, and Howdah refuses to act there',
    instead: 'Set it for one database or role with ALTER DATABASE or ALTER ROLE.',
  },
  {
    names: /^pgaudit\./,
    because: 'decides what the server’s own record holds',
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

/** `after` and `now` are in the base unit. */
export const neverFromChat = (
  { name, context }: Pick<Setting, 'name' | 'context'>,
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
  return rule && refusal(`${name} ${rule.because}.`, rule.instead)
}
