/**
 * Keeps compiled code between starts, where this clone may be written (nodejs.org/api/module.html,
 * “Module compile cache”): a start takes half the time. Loaded before everything it is to help.
 */
import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'

// Not the system's temporary folder, where others could leave code for us to run.
enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/howdah'))

/** Node writes it at the end of a process; a bot ends seldom, and often by a kill. */
export const keepCompiled = (): void => flushCompileCache()
