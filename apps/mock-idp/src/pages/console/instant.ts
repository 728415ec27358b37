/**
 * A time of day in UTC; the script writes it as the browser's own.
 * @param at epoch milliseconds
 */
import { html, type Html } from '@chain-of-trust/service-kit/pages'
export function instant(at: number): Html {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}">${iso.slice(11, 19)} UTC</time>`
}
