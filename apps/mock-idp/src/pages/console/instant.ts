import { html, type Html } from '../html.ts'

/**
 * A time of day in UTC; the script writes it as the browser's own.
 * @param at epoch milliseconds
 */
export function instant(at: number): Html {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}">${iso.slice(11, 19)} UTC</time>`
}
