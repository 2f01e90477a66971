import { describe, expect, test } from 'vitest'
import { auditVerify } from '#commands/audit/verify'
import type { AuditVerdict } from '#model/engine'
import { answer } from '#model/reply'
import { say } from '#test/support/commands/say'

const verdicts: readonly (readonly [string, AuditVerdict])[] = [
  ['a whole record', { ok: true, entries: 17, sentence: 'The chain is whole.' }],
  ['an empty record', { ok: true, entries: 0, sentence: 'There is nothing to check.' }],
  ['an altered record', { ok: false, entries: 17, sentence: 'Entry 12 was altered.' }],
]

const recordOf = (verdict: AuditVerdict) => ({
  audit: {
    latest: () => Promise.reject(new Error('not asked')),
    verify: () => Promise.resolve(verdict),
    export: () => Promise.reject(new Error('not asked')),
  },
})

describe('audit verify', () => {
  test.each(verdicts)(
    'says the verdict about %s, and alarms only of bad news',
    async (_, verdict) => {
      expect(await say(auditVerify, 'audit verify', { engine: recordOf(verdict) })).toEqual(
        answer(verdict.sentence, { alarm: !verdict.ok }),
      )
    },
  )
})
