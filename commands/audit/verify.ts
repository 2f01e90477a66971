import { z } from 'zod'
import { answers } from '#model/command'
import { answer } from '#model/reply'

export const auditVerify = answers({
  words: 'audit verify',
  summary: 'Check the whole record against its chain and its anchors',
  example: '',
  first: null,
  verb: 'audit',
  needs: 'nothing',
  input: z.object({}),
  async answer({ engine }) {
    const { sentence, ok } = await engine.audit.verify()
    return answer(sentence, { alarm: !ok })
  },
})
