/** A separate process that holds a file and reports the hold, for a test to freeze and kill. */
import { hold } from '#local/hold'

await hold(process.argv[2] ?? '')
console.log('held')
setInterval(() => {}, 1_000)
