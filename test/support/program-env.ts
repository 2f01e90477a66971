/**
 * The part of the tests' environment that Howdah's programs get. With NODE_COMPILE_CACHE (see
 * vitest.config.ts) node has the code compiled before the first line runs, and the tests' own programs find
 * modules as quickly as the bot.
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const quickImports = join(import.meta.dirname, '../../src/main/imports/quick-imports.ts')

export const programEnv = (): Readonly<Record<string, string | undefined>> => ({
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
  NODE_OPTIONS: `--import=${pathToFileURL(quickImports).href}`,
})
