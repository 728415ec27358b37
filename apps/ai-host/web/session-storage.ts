/**
 * What the page keeps for this tab, so that it survives a reload: messages and choices, never a token.
 * Everything under one prefix, so that a sign-out can remove it all.
 */
const PREFIX = 'chain-of-trust '

export function readStored(name: string): unknown {
  const text = sessionStorage.getItem(PREFIX + name)
  if (text === null) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

export function store(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(value))
  } catch {
    // Full, at some 5 MB. The page works on; only a reload loses this.
  }
}

export function forgetStored(): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX)) sessionStorage.removeItem(key)
  }
}
