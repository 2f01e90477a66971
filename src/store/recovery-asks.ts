/** Queries of howdah.recovery_ask: the people behind an end of recovery mode. Only rows by Howdah count. */
import { rowsThat } from '#store/signed/genuine-rows'
import type { Store } from '#store/store'

const asked = (freeze: string, person: string): object => ({ freeze, person })

export const insertRecoveryAsk = (tx: Store, freeze: string, person: string) =>
  tx.query('insert into howdah.recovery_ask (freeze_id, person, signature) values ($1, $2, $3)', [
    freeze,
    person,
    tx.signer.sign('recovery-ask', asked(freeze, person)),
  ])

/** Ids of the people who asked. */
export const recoveryAsks = async (tx: Store, freeze: string): Promise<readonly string[]> =>
  (
    await rowsThat<{ person: string; signature: string }>(
      tx,
      {
        query: 'select id, person, signature from howdah.recovery_ask where freeze_id = $1',
        values: [freeze],
        order: 'id',
      },
      ({ person, signature }) =>
        tx.signer.check('recovery-ask', asked(freeze, person), signature) === 'genuine',
    )
  ).map(({ person }) => person)
