/** `howdah config schema`: what an inventory may hold, for editors and for checks where Howdah is not. */
import { inventoryJsonSchema } from '#src/config/inventory'
import type { ExitCode } from '#src/main/cli/draw-reply'
import type { Terminal } from '#src/main/cli/terminal'

export const printSchema = (terminal: Terminal): ExitCode => {
  terminal.out(JSON.stringify(inventoryJsonSchema(), null, 2))
  return 0
}
