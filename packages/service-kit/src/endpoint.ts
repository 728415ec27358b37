import * as z from 'zod'

export const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Plain http is for loopback only: anywhere else, keys and tokens would cross a network in clear. */
export const Endpoint = z.url().refine(isProtected, 'must be https, or http on loopback')

/** Nobody on the way can read it. */
export function isProtected(url: string): boolean {
  return url.startsWith('https://') || (URL.canParse(url) && LOOPBACK.has(new URL(url).hostname))
}
