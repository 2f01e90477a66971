/** The real dispatch in this process, against the real servers: for thousands of command lines. */
import { afterAll } from 'vitest'
import { openLog } from '#audit/log'
import { openCluster } from '#cluster/cluster'
import { commands } from '#commands/catalogue'
import { openDesk } from '#engine/desk'
import { openOffice } from '#engine/office'
import type { Parts } from '#engine/parts'
import type { Person } from '#engine/person'
import { openTraffic } from '#monitor/traffic'
import { playbooks } from '#playbooks/catalogue'
import { readConfig } from '#src/config'
import { openAuditReader } from '#src/main/audit-reader'
import { openStore } from '#store/store'
import type { Howdah } from '#test/support/howdah'

const olga: Person = {
  id: 'T_LOCAL/U_OLGA',
  name: 'olga',
  standing: 'member',
  groups: [],
}

/** `faults` grows with everything that would have gone to the log. */
export const openInProcess = (howdah: Howdah) => {
  const config = readConfig({ ...howdah.env })
  const faults: unknown[] = []
  const report = (error: unknown) => void faults.push(error)
  const store = openStore(howdah.env['DATABASE_URL'] ?? '', 'howdah in-process')
  const record = openLog({ store, dir: howdah.recordDir })
  const clusters = new Map(config.clusters.map(one => [one.name, openCluster(one)]))
  const traffic = openTraffic(clusters, report)
  const parts: Parts = {
    store,
    record,
    clusters,
    playbooks: new Map(playbooks.map(playbook => [playbook.name, playbook])),
    config,
    wake: () => Promise.resolve(),
    holder: 'in-process',
    traffic,
    findPerson: null,
    report,
  }
  afterAll(async () => {
    traffic.stop()
    await Promise.all([...clusters.values()].map(cluster => cluster.close()))
    await store.close()
  })
  const desk = openDesk(parts, openOffice(parts, commands, openAuditReader(record)))
  return {
    faults,
    say: (text: string, values?: Readonly<Record<string, string>>) =>
      desk.dispatch({
        text,
        person: olga,
        origin: { via: 'slack', channel: 'C_OPS' },
        ...(values === undefined ? {} : { values }),
      }),
  }
}
