/** Claims the place for clones: one run at a time makes, moves or ends a clone there. */
import type { Claim } from '#model/claim'

export const claimClones = (folder: string): Claim => ({
  on: 'node',
  key: `clones/${folder}`,
  label: `clones in ${folder}`,
  mode: 'exclusive',
})
