/** Refusals that every playbook shares which acts on an existing index. */

import type { Existing, FoundIndex } from '#cluster/facts/index/existing'
import { about, type Refusal } from '#model/refusal'
import {
  anotherWorks,
  mayNotActAs,
  noIndexNamed,
  noLogin,
  severalNamed,
  stillBeing,
} from '#playbooks/shared/refusals'

/** The named index, with a login to act; `words` are the words of the command. */
export interface ActedOn extends FoundIndex {
  readonly actor: string
}

export const oneMeant = <More>(
  typed: string,
  facts: Existing<More>,
  words: string,
): Refusal | (ActedOn & More) => {
  if (facts.found === 'several') return about('index', severalNamed('index', typed, facts.indexes))
  if (facts.found === 'nothing') return about('index', noIndexNamed(typed, facts.known, words))
  const { actor } = facts
  return actor === null ? noLogin('ddl') : { ...facts, actor }
}

/** Refuses while another session works on the index, or on any index of the table. */
export const atWork = ({ index, work }: FoundIndex): Refusal | undefined => {
  if (index.inProgress !== null) return stillBeing(index.quoted, index.inProgress)
  return work === null ? undefined : anotherWorks(work, index.quotedTable)
}

/** Refuses where the acting login may not act as the owner of the table. */
export const ownerMissing = ({ actor, index, ...reach }: ActedOn): Refusal | undefined =>
  mayNotActAs(actor, index.owner, index.quotedTable, reach)
