import { createHash } from 'node:crypto'
import type { StandingBody } from '#model/standing/standing-approval'
import { canonicalJson } from '#text/canonical-json'

/** SHA-256 in hex over all that people approve beforehand. */
export const standingFingerprint = (body: StandingBody): string =>
  createHash('sha256').update('howdah-standing-v1\n').update(canonicalJson(body)).digest('hex')
