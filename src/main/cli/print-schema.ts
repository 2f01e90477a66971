/**
 * `howdah config schema`: the inventory's JSON schema, for editors and for checks on machines without
 * Howdah.
 */
import { inventoryJsonSchema } from '#config/inventory'
import type { ExitCode } from '#terminal/draw-reply'
import type { Terminal } from '#terminal/terminal'

export const printSchema = (terminal: Terminal): ExitCode => {
  terminal.out(JSON.stringify(inventoryJsonSchema(), null, 2))
  return 0
}
