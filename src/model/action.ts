/** An action on a cluster as plain data, and the catalogue of its kinds. Only a driver performs actions. */
import type { ActionKind } from '#model/actions/action-kind'
import { type BasebackupAction, basebackupKind } from '#model/actions/basebackup'
import { type BatchesAction, batchesKind } from '#model/actions/batches'
import { type CloneAction, cloneKind } from '#model/actions/clone'
import { type ParametersAction, parametersKind } from '#model/actions/config/parameters'
import { type CopyAction, copyKind } from '#model/actions/copy'
import { type FilesAction, filesKind } from '#model/actions/files'
import { type HostAction, hostKind } from '#model/actions/host/host'
import { type PgbackrestAction, pgbackrestKind } from '#model/actions/host/pgbackrest'
import { type PgbouncerAction, pgbouncerKind } from '#model/actions/pool/pgbouncer'
import { type ReadAction, readKind } from '#model/actions/read'
import { type FailoverAction, failoverKind } from '#model/actions/replication/failover'
import { type PatroniAction, patroniKind } from '#model/actions/replication/patroni'
import { type RebuildAction, rebuildKind } from '#model/actions/replication/rebuild'
import { type RestartAction, restartKind } from '#model/actions/replication/restart'
import { type SwitchoverAction, switchoverKind } from '#model/actions/replication/switchover'
import { type SettingAction, settingKind } from '#model/actions/setting'
import { type SqlAction, sqlKind } from '#model/actions/sql'
import { type TransactionAction, transactionKind } from '#model/actions/transaction'
import { type WaitAction, waitKind } from '#model/actions/wait'
import { type ExamineAction, examineKind } from '#model/drill/examine'

export type Action =
  | SqlAction
  | TransactionAction
  | BatchesAction
  | SettingAction
  | ReadAction
  | WaitAction
  | BasebackupAction
  | FilesAction
  | CopyAction
  | CloneAction
  | HostAction
  | PgbackrestAction
  | ExamineAction
  | SwitchoverAction
  | FailoverAction
  | PgbouncerAction
  | PatroniAction
  | ParametersAction
  | RebuildAction
  | RestartAction

const kinds: { readonly [Kind in Action['kind']]: ActionKind<Extract<Action, { kind: Kind }>> } = {
  sql: sqlKind,
  transaction: transactionKind,
  batches: batchesKind,
  setting: settingKind,
  read: readKind,
  wait: waitKind,
  basebackup: basebackupKind,
  files: filesKind,
  copy: copyKind,
  clone: cloneKind,
  host: hostKind,
  pgbackrest: pgbackrestKind,
  examine: examineKind,
  switchover: switchoverKind,
  failover: failoverKind,
  pgbouncer: pgbouncerKind,
  patroni: patroniKind,
  parameters: parametersKind,
  rebuild: rebuildKind,
  restart: restartKind,
}

/** The kind of `action`. */
export const kindOf = <A extends Action>(action: A): ActionKind<A> =>
  kinds[action.kind] as unknown as ActionKind<A>
