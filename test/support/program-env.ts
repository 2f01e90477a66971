/**
 * The part of the tests' environment that Howdah's programs get. With NODE_COMPILE_CACHE (see
 * vitest.config.ts) node has the code compiled before the first line runs: a start takes half of a core's
 * time.
 */
export const programEnv = (): Readonly<Record<string, string | undefined>> => ({
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
})
