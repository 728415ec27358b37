/** `/connect/` and a ticket: the one kind of the vault's pages that people are sent to from here. */
const PATH = /^\/connect\/[\w-]+$/

/**
 * Whether `url` is a connect page of the vault. A server that may say where a person goes can say anything: a page that
 * looks like a sign-in, or the vault's own callback with somebody else's code. So nothing else is passed on, no query,
 * no fragment and no user information either (MCP 2026-07-28, Elicitation, "Safe URL Handling").
 * @param vault its canonical URL
 */
export function isConnectPage(url: string, vault: string): boolean {
  const page = URL.parse(url)
  if (page === null || page.origin !== new URL(vault).origin) return false
  return page.href === url && url === `${page.origin}${page.pathname}` && PATH.test(page.pathname)
}
