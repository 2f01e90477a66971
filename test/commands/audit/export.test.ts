import { describe, expect, test } from 'vitest'
import { auditExport } from '#commands/audit/export'
import type { AuditVerdict } from '#model/engine'
import { answer } from '#model/reply'
import { say } from '#test/support/commands/say'

const verdicts: readonly (readonly [string, string, AuditVerdict])[] = [
  [
    'a whole record',
    '1,017 entries',
    { ok: true, entries: 1_017, sentence: 'The chain is whole.' },
  ],
  ['a record of one entry', '1 entry', { ok: true, entries: 1, sentence: 'The chain is whole.' }],
  [
    'an empty record',
    '0 entries',
    { ok: true, entries: 0, sentence: 'There is nothing to check.' },
  ],
  [
    'an altered record',
    '17 entries',
    { ok: false, entries: 17, sentence: 'Entry 12 was altered.' },
  ],
]

async function* parts() {
  yield '{"seq":1}\n'
}

const recordOf = (verdict: AuditVerdict) => ({
  audit: {
    latest: () => Promise.reject(new Error('not asked')),
    verify: () => Promise.resolve(verdict),
    export: () => Promise.resolve(parts),
  },
})

describe('audit export', () => {
  test.each(verdicts)('gives the file of %s with its verdict', async (_, entries, verdict) => {
    expect(await say(auditExport, 'audit export', { engine: recordOf(verdict) })).toEqual(
      answer(`${entries}. ${verdict.sentence}`, {
        alarm: !verdict.ok,
        stream: { name: 'howdah-record.jsonl', parts },
      }),
    )
  })
})
