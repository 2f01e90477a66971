/** A process of its own that holds a file and says so, to be frozen and killed by a test. */
import { hold } from '#local/hold'

await hold(process.argv[2] ?? '')
console.log('held')
setInterval(() => {}, 1_000)
