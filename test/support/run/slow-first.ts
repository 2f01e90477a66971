import { readFileSync } from 'node:fs'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that kill or freeze at each failpoint take minutes: begun last, they would run alone at the end. */
const slow = /failpoints|endOnceWhenFrozen/i

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isSlow = ({ moduleId }: TestSpecification) => slow.test(readFileSync(moduleId, 'utf8'))
    return [...sorted.filter(isSlow), ...sorted.filter(file => !isSlow(file))]
  }
}
