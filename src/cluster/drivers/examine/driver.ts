/** Examines the clone of a drill, and keeps the evidence. The fence is a session on the source. */
import { explain } from '#cluster/clients/postgres/connection'
import { diskFailure } from '#cluster/drivers/disk-failure'
import { examineClone } from '#cluster/drivers/examine/examine-clone'
import { keepEvidence } from '#cluster/drivers/examine/keep-evidence'
import { withDeadline } from '#cluster/drivers/session/acting'
import { openSession } from '#cluster/drivers/session/session'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { unadopted } from '#cluster/drivers/session/unadopted'
import { stillFenced } from '#model/actions/action-kind'
import type { Driver } from '#model/actions/driver'
import { type ExamineAction, examineKind } from '#model/drill/examine'

export const examineDriver: Driver<ExamineAction> = {
  kind: 'examine',
  async take(action, holder) {
    const session = await openSession(examineKind.place(action), holder)
    return {
      ...unadopted(session),
      look: async () => 'unknown',
      async act(one, how) {
        const began = performance.now()
        const late = AbortSignal.timeout(one.deadlineSeconds * 1_000)
        const stop = AbortSignal.any([how.stop, how.lost, late])
        try {
          const outputs = await withDeadline(
            session.client,
            session.where,
            one,
            how,
            async goOn => {
              await session.read(stillFenced)
              try {
                const evidence = await examineClone(one, holder, stop)
                // A newer holder may have taken over meanwhile.
                await stillHeld(session)
                goOn()
                const { figures, checks } = evidence
                return {
                  evidence: await keepEvidence(one.folder, evidence, {
                    marks: holder.cluster.marks,
                    run: holder.run,
                  }),
                  failed: checks.filter(({ outcome }) => outcome === 'failed').length,
                  bytes: figures.bytes,
                  wal_bytes: figures.walBytes,
                  unpack_seconds: figures.unpackSeconds,
                  start_seconds: figures.startSeconds,
                  replay_seconds: figures.replaySeconds,
                  check_seconds: figures.checkSeconds,
                }
              } catch (error) {
                // A stop ends the sessions on the clone, whose errors tell nothing.
                goOn()
                throw error
              }
            },
          )
          return { seconds: (performance.now() - began) / 1_000, warnings: [], outputs }
        } catch (error) {
          throw (
            diskFailure(
              error,
              'backup.repository',
              `The repository ${one.folder}`,
              'there is no evidence of the drill',
            ) ?? explain(error, session.where)
          )
        }
      },
    }
  },
  // Each examination is made anew.
  observe: async () => 'unknown',
}
