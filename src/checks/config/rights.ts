/** Doctor's checks of the rights to change settings, which `howdah init --print-sql` prints. */
import type { CheckPlace, LoginCheck, Missing } from '#checks/logins'
import type { LoginRights } from '#cluster/facts/role/rights'
import type { ClusterConfig } from '#model/configuration'
import { fewOf } from '#text/figures'

/** None where Howdah writes no settings, and where the cluster is observed only. Patroni itself writes and reloads: Howdah reads back. */
export const checkSettings = (
  { provider, credentials, patroni }: ClusterConfig,
  logins: readonly LoginRights[],
  first: boolean,
  { missing, ...about }: CheckPlace & { readonly missing: Missing },
): readonly LoginCheck[] => {
  const actor = logins.find(({ login }) => login === credentials.maintain?.user)
  const byAlterSystem = provider === 'self-managed'
  if (!(byAlterSystem || patroni) || !actor) return []
  return [
    ...logins
      .filter(one => (byAlterSystem && one === actor) || one.login === credentials.observe.user)
      .filter(({ superuser }) => !superuser)
      .flatMap(({ login, quoted, settings: { uncallable, unreadable } }) =>
        uncallable.length + unreadable.length === 0
          ? []
          : [
              missing(
                `${login}: settings`,
                `${login} may not use ${[...uncallable, ...unreadable].join(', ')}, which \`config set\` and \`config reset\` need.`,
                [
                  ...uncallable.map(name => `GRANT EXECUTE ON FUNCTION ${name} TO ${quoted};`),
                  ...unreadable.map(name => `GRANT SELECT ON ${name} TO ${quoted};`),
                ].join(' '),
              ),
            ],
      ),
    ...(first && byAlterSystem
      ? [{ ...about, what: `${actor.login}: ALTER SYSTEM`, state: granted(actor) }]
      : []),
  ]
}

/** No problem: an operator decides which settings may be changed from a chat. */
const granted = ({ superuser, quoted, settings }: LoginRights): string => {
  if (superuser) return 'every setting: a superuser'
  return settings.granted.length === 0
    ? `no setting; each takes GRANT ALTER SYSTEM ON PARAMETER … TO ${quoted}`
    : fewOf(settings.granted)
}
