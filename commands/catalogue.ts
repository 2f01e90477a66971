/** What people can say, in the order of help. */
import { indexCreate } from '#commands/index-create'
import type { Command } from '#engine/command'

export const commands: readonly Command[] = [indexCreate]
