/** Requests go only to Slack: a forged response_url cannot make Howdah call a foreign server. */
const slackHosts = ['slack.com', 'slack-gov.com']

export const guardedFetch = (apiUrl: string | null): typeof fetch => {
  const own = apiUrl === null ? null : new URL(apiUrl).origin
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const allowed =
      own === null
        ? url.protocol === 'https:' &&
          slackHosts.some(host => url.hostname === host || url.hostname.endsWith(`.${host}`))
        : url.origin === own
    if (!allowed) return Promise.reject(new Error(`${url.hostname} is not Slack`))
    return fetch(input, { ...init, redirect: 'error' })
  }
}
