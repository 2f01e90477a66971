/** The drivers, one for each kind of action. */
import { basebackupDriver } from '#cluster/drivers/basebackup/driver'
import { batchesDriver } from '#cluster/drivers/batches/driver'
import { cloneDriver } from '#cluster/drivers/clone/driver'
import { copyDriver } from '#cluster/drivers/copy/driver'
import { examineDriver } from '#cluster/drivers/examine/driver'
import { failoverDriver } from '#cluster/drivers/failover/driver'
import { filesDriver } from '#cluster/drivers/files/driver'
import { hostDriver } from '#cluster/drivers/host/driver'
import { parametersDriver } from '#cluster/drivers/parameters/driver'
import { patroniDriver } from '#cluster/drivers/patroni/driver'
import { pgbackrestDriver } from '#cluster/drivers/pgbackrest/driver'
import { pgbouncerDriver } from '#cluster/drivers/pgbouncer/driver'
import { readDriver } from '#cluster/drivers/read/driver'
import { rebuildDriver } from '#cluster/drivers/rebuild/driver'
import { restartDriver } from '#cluster/drivers/restart/driver'
import { settingDriver } from '#cluster/drivers/setting/driver'
import { sqlDriver } from '#cluster/drivers/sql/driver'
import { switchoverDriver } from '#cluster/drivers/switchover/driver'
import { transactionDriver } from '#cluster/drivers/transaction/driver'
import { waitDriver } from '#cluster/drivers/wait/driver'
import type { Drivers } from '#model/actions/driver'

export const drivers: Drivers = {
  sql: sqlDriver,
  transaction: transactionDriver,
  batches: batchesDriver,
  setting: settingDriver,
  read: readDriver,
  wait: waitDriver,
  basebackup: basebackupDriver,
  files: filesDriver,
  copy: copyDriver,
  host: hostDriver,
  clone: cloneDriver,
  pgbackrest: pgbackrestDriver,
  examine: examineDriver,
  switchover: switchoverDriver,
  failover: failoverDriver,
  pgbouncer: pgbouncerDriver,
  patroni: patroniDriver,
  parameters: parametersDriver,
  rebuild: rebuildDriver,
  restart: restartDriver,
}
