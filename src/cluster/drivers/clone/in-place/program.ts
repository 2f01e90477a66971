/**
 * The program that swaps the data folder of a server: `node program.ts <SwapOrder as JSON>`. While the server is down
 * nobody can fence a run there, so the program outlives the bot, and comes to an end by itself, whatever becomes of the bot.
 */
import type { Where } from '#cluster/clients/postgres/connection'
import { checkVariable } from '#cluster/drivers/clone/in-place/check-variable'
import { keepReplaced } from '#cluster/drivers/clone/in-place/keep-replaced'
import type { SwapOrder } from '#cluster/drivers/clone/in-place/order'
import { swap, tidyUp } from '#cluster/drivers/clone/in-place/swap'

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
const order = JSON.parse(process.argv[2] ?? '') as SwapOrder
const { folder, about } = order
let because: string | null = null
let before = ''
try {
  before = await swap(order, JSON.parse(process.env[checkVariable] ?? '') as Where)
} catch (error) {
  because = error instanceof Error ? error.message : String(error)
}
const done = order.clone === null ? 'returned' : 'replaced'
const state = because === null ? done : 'failed'
await keepReplaced(folder, { ...about, state, because, at: new Date().toISOString() })
if (state !== 'failed') await tidyUp(order, before)
