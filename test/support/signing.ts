/** The signing key of the tests, and the signer that a test itself uses. */
import { fingerprintOf } from '#engine/plan/fingerprint'
import type { Plan } from '#model/plan'
import { readSigningKeys } from '#signing/keys'
import { openRowSigner } from '#signing/rows'

/** One key for every program of a test run, so that servers which files share can be read by each. */
export const testKey = `test:${Buffer.alloc(32, 7).toString('base64url')}`

export const testSigner = openRowSigner(readSigningKeys(testKey) ?? [])

interface Control {
  query<Row extends object>(
    database: string,
    text: string,
    values?: readonly unknown[],
  ): Promise<readonly Row[]>
}

/** Signs a plan that a test changed by the owner's rights, fingerprint included: as if Howdah had made it. */
export const signAnew = async (control: Control, id: string): Promise<void> => {
  const [row] = await control.query<{ body: Plan } & Record<string, unknown>>(
    'howdah',
    'select id, change, cluster, body, requester, origin from howdah.plan where id = $1',
    [id],
  )
  if (!row) throw new Error(`no plan ${id}`)
  const fingerprint = fingerprintOf(row.body)
  const plan = { ...row, body: { ...row.body, fingerprint }, fingerprint }
  await control.query(
    'howdah',
    'update howdah.plan set body = $2, fingerprint = $3, signature = $4 where id = $1',
    [id, JSON.stringify(plan.body), fingerprint, testSigner.sign('plan', plan)],
  )
}
