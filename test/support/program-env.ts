/**
 * What our programs get of the environment of the tests. With NODE_COMPILE_CACHE (see vitest.config.ts)
 * node has their code compiled before their first line runs: a start takes half of a core's time.
 */
export const programEnv = (): Readonly<Record<string, string | undefined>> => ({
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
})
