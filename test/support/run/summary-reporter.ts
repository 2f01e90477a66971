/**
 * Prints the last lines of a run: each skip with its reason, each failed file, each suite, and the total. A suite without tests
 * is reported, and a skip without a reason fails the run: no omission is silent.
 */
import type { Reporter, TestModule, Vitest } from 'vitest/node'
import { type Counts, countTests, totalOf } from '#test/support/run/counts'

export class SummaryReporter implements Reporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const vitest = this.#vitest
    if (!vitest) return
    const suites = vitest.projects.map(({ name }) => ({
      name,
      counts: countTests(modules.filter(({ project }) => project.name === name)),
    }))
    const chosen = vitest.config.testNamePattern !== undefined
    for (const { skips } of suites.map(({ counts }) => counts))
      for (const { title, reason } of chosen ? [] : skips) {
        console.log(`skipped: ${reason ?? 'gives no reason'}: ${title}`)
        if (reason === null) process.exitCode = 1
      }
    for (const module of modules.filter(one => !one.ok()))
      console.log(`failed: ${module.project.name} ${module.relativeModuleId}`)
    if (unhandled.length > 0) console.log(`unhandled: ${unhandled.length} errors outside of tests`)
    for (const { name, counts } of suites) console.log(`${name}: ${saying(counts)}`)
    console.log(plain(totalOf(suites.map(({ counts }) => counts))))
  }
}

const saying = (counts: Counts): string => {
  const { passed, failed, skips } = counts
  if (passed + failed + skips.length === 0) return 'no tests'
  const silent = passed + failed === 0 ? ' (nothing ran)' : ''
  return `${plain(counts)}${silent}`
}

const plain = ({ passed, failed, skips }: Counts): string =>
  `${passed} passed, ${failed} failed, ${skips.length} skipped`
