/** `howdah config schema`: what an inventory may hold, for editors and for checks where Howdah is not. */
import { inventoryJsonSchema } from '#config/inventory'
import type { ExitCode } from '#terminal/draw-reply'
import type { Terminal } from '#terminal/terminal'

export const printSchema = (terminal: Terminal): ExitCode => {
  terminal.out(JSON.stringify(inventoryJsonSchema(), null, 2))
  return 0
}
