/**
 * Keeps compiled code between starts if this clone is writable (nodejs.org/api/module.html, “Module
 * compile cache”): a start takes half the time. Imported before all modules that should be cached. The scripts of
 * package.json name the same folder to node: then the first files are cached too, and node need not load what strips
 * types, 80 ms of a processor.
 */
import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'

// Not in the system's temporary folder, because other users could leave code there for Howdah to run.
enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/howdah'))

/** Writes the cache now. Node writes at the end of a process; a bot ends seldom, and often by a kill. */
export const keepCompiled = (): void => flushCompileCache()
