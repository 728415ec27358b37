const PARAMETER = 'operation'

/**
 * The operation that a link from outside points at, such as one in a notice about a job. Anybody can make such
 * a link: it only says where to look in the person's own list, and runs nothing.
 */
export function linkedOperation(href = location.href): string | undefined {
  return new URL(href).searchParams.get(PARAMETER) ?? undefined
}

/** A reload shall not lead there again. */
export function forgetLink(): void {
  const url = new URL(location.href)
  if (!url.searchParams.has(PARAMETER)) return
  url.searchParams.delete(PARAMETER)
  history.replaceState(history.state, '', url)
}
