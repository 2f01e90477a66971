/**
 * How long `audit verify` takes, and how much memory, beside build a244118 in the same run, on a record of
 * 100,000 entries and of 1,000,000: `npm run bench:audit-verify -- [entries]`. Fails when it takes over
 * 20 s, or over 1.5 times the memory of the smaller record; `audit export`, which a244118 cannot do with so many,
 * takes no more memory for the larger record either.
 */
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openFilling } from './audit-verify/fill.ts'
import { compare } from './baseline/compare.ts'
import { openHouse } from './baseline/house.ts'
import { measure } from './baseline/measure.ts'

const entries = Number(process.argv[2] ?? 1_000_000)
const house = await openHouse(['shop'])
const { before, after } = house
const filling = await openFilling([before, after], after.env['HOWDAH_SIGNING_KEY'] ?? '')

const verify = async (count: number) => {
  await filling.upTo(count)
  const found = await compare(
    `audit verify, ${count.toLocaleString('en')} entries`,
    { before, after, rounds: 3 },
    async build => {
      const measured = await measure([join(build.root, 'src/cli.ts'), 'audit', 'verify'], build.env)
      if (!measured.out.startsWith('The record holds: '))
        throw new Error(`${build.name}: ${measured.out}`)
      return measured
    },
  )
  const file = join(after.record, `export-${count}.jsonl`)
  const exported = await measure(
    [join(after.root, 'src/cli.ts'), 'audit', 'export', '--save', file],
    after.env,
  )
  const mb = statSync(file).size / 1_048_576
  rmSync(file)
  console.log(
    `audit export: ${exported.ms.toFixed(0)} ms, ${mb.toFixed(0)} MB, peak ${exported.peakMb.toFixed(0)} MB`,
  )
  return {
    exportMb: exported.peakMb,
    ms: Math.min(...found.after.map(({ ms }) => ms)),
    peakMb: Math.max(...found.after.map(({ peakMb }) => peakMb)),
  }
}

try {
  const few = await verify(entries / 10)
  const many = await verify(entries)
  console.log(
    `${entries.toLocaleString('en')} entries: ${(many.ms / 1_000).toFixed(1)} s, peak ${few.peakMb.toFixed(0)} → ${many.peakMb.toFixed(0)} MB`,
  )
  const grows = many.peakMb > 1.5 * few.peakMb || many.exportMb > 1.5 * few.exportMb
  if (many.ms > 20_000 || grows) {
    console.error('bench:audit-verify: over 20 s, or the memory grows with the record.')
    process.exitCode = 1
  }
} finally {
  await filling.stop()
  await house.stop()
}
