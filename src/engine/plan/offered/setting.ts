/** Looks again whether an offered change of a setting is still proposed, before the offer becomes a plan. */
import type { Parts } from '#engine/parts'
import type { AdvisedSetting } from '#model/offer/advised-setting'
import type { OfferedSetting } from '#model/offer/offered'
import type { Estimate } from '#model/plan'
import { type Refusal, refusal } from '#model/refusal'

type OfferedChange = OfferedSetting & { readonly command: string }

/** A refusal where the setting is left alone by now; else a line for the approver, where another value is proposed. */
export const settingSince = async (
  { advised, clusters }: Pick<Parts, 'advised' | 'clusters'>,
  offered: OfferedChange,
  name: string,
): Promise<Refusal | readonly Estimate[]> => {
  const cluster = clusters.get(name)
  return cluster ? judgeSetting(offered, name, await advised(cluster)) : []
}

export const judgeSetting = (
  { setting, value, command }: OfferedChange,
  cluster: string,
  advised: readonly AdvisedSetting[],
): Refusal | readonly Estimate[] => {
  const now = advised.find(one => one.setting === setting)
  if (now === undefined)
    return {
      ...refusal(
        `Howdah no longer proposes to change ${setting} on ${cluster}, so nothing was planned.`,
        'See what is proposed now with `config advise`. The button plans it all the same.',
      ),
      command,
    }
  return now.value === value
    ? []
    : [{ label: 'Since the report', value: `Howdah now proposes ${setting}=${now.value}` }]
}
