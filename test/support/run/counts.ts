import type { TestModule } from 'vitest/node'

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skips: readonly { readonly title: string; readonly reason: string | null }[]
}

export const countTests = (modules: readonly TestModule[]): Counts => {
  const all = modules.flatMap(module => [...module.children.allTests()])
  const results = all.map(test => ({ test, result: test.result() }))
  // A file that cannot be loaded or a hook that fails counts no failed test.
  const broken = modules.filter(
    module =>
      !module.ok() && !results.some(r => r.test.module === module && r.result.state === 'failed'),
  )
  return {
    passed: results.filter(({ result }) => result.state === 'passed').length,
    failed: results.filter(({ result }) => result.state === 'failed').length + broken.length,
    skips: results.flatMap(({ test, result }) => {
      if (result.state !== 'skipped' && result.state !== 'pending') return []
      const unset = broken.includes(test.module) ? 'its set-up failed' : null
      const note = result.state === 'skipped' ? result.note : undefined
      return [
        { title: `${test.module.relativeModuleId} > ${test.fullName}`, reason: note ?? unset },
      ]
    }),
  }
}

export const totalOf = (all: readonly Counts[]): Counts => ({
  passed: all.reduce((sum, { passed }) => sum + passed, 0),
  failed: all.reduce((sum, { failed }) => sum + failed, 0),
  skips: all.flatMap(({ skips }) => skips),
})
