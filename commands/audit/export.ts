import { z } from 'zod'
import { answers } from '#model/command'
import { answer } from '#model/reply'
import { counted } from '#text/figures'

export const auditExport = answers({
  words: 'audit export',
  summary: 'The whole record as a file that `howdah audit verify` reads',
  example: '',
  first: null,
  verb: 'audit',
  needs: 'nothing',
  input: z.object({}),
  async answer({ engine }) {
    const [{ entries, sentence, ok }, parts] = await Promise.all([
      engine.audit.verify(),
      engine.audit.export(),
    ])
    return answer(`${counted(entries, 'entry', 'entries')}. ${sentence}`, {
      alarm: !ok,
      stream: { name: 'howdah-record.jsonl', parts },
    })
  },
})
