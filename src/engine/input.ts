/** Parts of input schemas that commands and playbooks share. */
import { z } from 'zod'

/** `yes`, `true`, `on`, `1` and their opposites; also the boolean itself, when a plan is read again. */
export const flag = z.union([z.boolean(), z.stringbool()])

/** One line that a person typed: never empty, never longer than Slack lets a field be. */
export const line = z.string().trim().min(1).max(2_000)
