/** Words of the command line alone, which need no ready control database, or none at all. */
export const ownWords = [
  ['config check', 'Check environment and inventory, and report every problem at once'],
  ['config schema', 'Print the JSON schema of the inventory, for editors'],
  ['init --print-sql', 'Print the roles and grants that Howdah needs; run them yourself'],
  ['init --new-key', 'Print a key that signs plans, approvals and the record'],
  ['migrate', 'Migrate the control database to this version, as DATABASE_OWNER_URL'],
  ['audit keys', 'Print the public keys that verify the record; auditors need nothing else'],
  ['audit verify [--key …] <files>', 'Check an export, anchors or both, with nothing else at hand'],
] as const
