/** The drivers, one for each kind of action. */
import { settingDriver } from '#cluster/drivers/setting/driver'
import { sqlDriver } from '#cluster/drivers/sql/driver'
import type { Drivers } from '#model/actions/driver'

export const drivers: Drivers = { sql: sqlDriver, setting: settingDriver }
