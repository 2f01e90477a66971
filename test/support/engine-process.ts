/** The engine as a separate process that moves runs on; a test may kill the process at any point. */
import { openSweeper } from '#engine/run/sweep'
import { countRows } from '#test/support/batches/counting'
import { chained } from '#test/support/chained'
import { openEngine } from '#test/support/engine'
import { switchCluster } from '#test/support/topology'
import { tuneMemory } from '#test/support/tuning'
import { vacuumTables } from '#test/support/windows/vacuuming'

const holder = process.env['HOWDAH_PROCESS'] ?? 'engine'
openSweeper(
  openEngine(process.env, {
    holder,
    playbooks: [countRows, switchCluster, tuneMemory, chained, vacuumTables],
  }).parts,
)
process.stdin.on('end', () => process.exit(0)).resume()
console.log('ready')
