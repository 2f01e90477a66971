import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { LeftoverWatch } from './test/support/run/leftover-watch.ts'
import { markName } from './test/support/run/leftovers.ts'
import { SlowFirst } from './test/support/run/slow-first.ts'
import { SummaryReporter } from './test/support/run/summary-reporter.ts'

process.env[markName] ??= randomUUID()
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/howdah-tests')

/**
 * On two cores: tests that start servers wait for tokens, looks and posts half of the time. The same for
 * every project: what differs runs apart, after everything else.
 */
const maxWorkers = 5

/** The majors of PostgreSQL before the one that Howdah brings. */
const majors = ['15', '16', '17'] as const

/** Playbooks of the `sql` driver, under a provider's rights and on each major. */
const acts = 'test/live/{index,session}/{create,drop,reindex,cancel,terminate}.test.ts'

/** One playbook that can be repeated and one that cannot, at each failpoint. */
const walked = 'test/live/{index/create,session/terminate}.test.ts'

/** The further playbooks: on each major. */
const actsToo =
  'test/live/{maintenance,partition,backup,config,clone,restore,replication,node,pool}/{vacuum,analyze,rotate,drop,enable,take,verify,expire,set,reset,end,export,forward,start,promote,point-in-time,drill,in-place,discard,switchover,failover,add-replica,reinit,drop-slot,set-synchronous,restart,pause,resume,resize,set-mode}.test.ts'

/**
 * Tests of what reads catalogues and statistics, and of grants: on the oldest major. Version 17 moved both, and 18, on
 * which `npm test` runs, has kept them there.
 */
const whatDiffers = [
  'test/live/index/{undo,list,being-built,limits,long-names,counters,statistics}.test.ts',
  'test/live/index/partitioned/foreign.test.ts',
  'test/live/partition/default.test.ts',
  'test/live/session/{replica,settings-of-others}.test.ts',
  'test/live/guard/metrics.test.ts',
  'test/live/query/{counters,detector,shown-statements}.test.ts',
  'test/live/lock/{tree,replicas,waits-for}.test.ts',
  'test/live/cluster/{answers,replay,role-grant}.test.ts',
  'test/live/config/{show,values,advise}.test.ts',
  'test/live/terminal/init-sql.test.ts',
]

const project = (name: string, include: string[], options: object = {}) => ({
  test: {
    name,
    include,
    maxWorkers,
    ...options,
  },
})

const withServers = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  globalSetup: 'test/support/run/with-templates.ts',
  env: {},
}

export default defineConfig({
  test: {
    sequence: { sequencer: SlowFirst },
    reporters: ['default', new SummaryReporter(), new LeftoverWatch()],
    projects: [
      // No test of speed, and beside those that start servers.
      project('unit', ['test/{*,{src,commands,playbooks,scripts,support}/**/*}.test.ts'], {
        testTimeout: 120_000,
        // Importing the house anew for each file took half of the time.
        isolate: false,
      }),
      project('contract', ['test/contract/**/*.test.ts'], withServers),
      project('live', ['test/live/**/*.test.ts'], withServers),
      project('managed', [acts, 'test/live/index/name.test.ts'], {
        ...withServers,
        env: { HOWDAH_PROFILE: 'managed' },
      }),
      project('journeys', ['test/journeys/**/*.test.ts'], withServers),
      // At each failpoint, and for each kind of tampering, for minutes: `npm test` shows one of each.
      project('failpoints', ['test/lab/{failpoints,record,run,schedule}/*.test.ts', walked], {
        ...withServers,
        env: { HOWDAH_PROFILE: 'lab' },
      }),
      ...majors.map(major =>
        project(`majors-${major}`, [acts, actsToo, ...(major === '15' ? whatDiffers : [])], {
          ...withServers,
          env: { HOWDAH_MAJOR: major, HOWDAH_PROFILE: 'majors' },
        }),
      ),
      project('lab', ['test/lab/*.test.ts'], {
        ...withServers,
        maxWorkers: 3,
        sequence: { groupOrder: 1 },
      }),
    ],
  },
})
