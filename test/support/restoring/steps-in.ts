import { askClone, cloneNamed } from '#test/support/clones'
import type { RestoringHouse } from '#test/support/restoring/house'

/** How many rows `steps` has in a clone. */
export const stepsIn = async (
  { howdah, clones }: RestoringHouse,
  clone: string,
): Promise<number> => {
  const about = await cloneNamed(clones, clone)
  const [row] = await askClone<{ n: number }>(
    about,
    howdah.database,
    'select count(*)::int as n from steps',
  )
  return row?.n ?? -1
}
