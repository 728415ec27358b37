import { html, type Html } from '@chain-of-trust/service-kit/pages'
import type { IdentityProvider } from '../../identity-provider.ts'
import type { Delivery, Signal } from '../../signals/outbox.ts'
import { instant } from './instant.ts'

type Told = Signal & { deliveries: Delivery[] }

const SHOWN = 20
const TITLES: Record<Signal['type'], string> = {
  'session-revoked': 'Sessions revoked',
  'credential-change': 'Password changed',
  'risk-level-change': 'User risk changed',
  'device-compliance-change': 'Device changed',
  'token-claims-change': 'Location changed',
  'account-disabled': 'Account disabled',
  'account-enabled': 'Account enabled',
  verification: 'Stream verified',
}

/** The latest events, newest first, and how far each has come. */
export function signals(idp: IdentityProvider): Html {
  const recent = idp.signals.recent(SHOWN)
  if (recent.length === 0) return html`<p class="empty">Nothing has happened yet.</p>`
  return html`<ol class="signals">
    ${recent.map((signal) => html`<li>${event(idp, signal)}</li>`)}
  </ol>`
}

function event({ accounts, signals }: IdentityProvider, signal: Told): Html {
  const { type, oid, announcedAt, deliveries } = signal
  const everybody = type === 'token-claims-change' && oid === undefined
  const whom = oid === undefined ? 'The whole tenant' : (accounts.find(oid)?.displayName ?? oid)
  return html`<article
    class="signal"
    data-summary="${summary(signal)}"
    data-open="${String(deliveries.some(isOpen))}"
  >
    <h3>${everybody ? 'Policies edited' : TITLES[type]}</h3>
    <p class="detail">${whom} · ${instant(announcedAt)}</p>
    <ul>
      ${deliveries.map((delivery) => {
        const name = signals.receivers.find(({ id }) => id === delivery.receiver)?.name ?? delivery.receiver
        const { text, mood } = progress(signal, delivery)
        return html`<li><span>${name}</span> <span class="${mood}">${text}</span></li>`
      })}
    </ul>
  </article>`
}

function isOpen({ state }: Delivery): boolean {
  return state === 'pending' || state === 'undeliverable'
}

/** One sentence about an event, said when somebody has pressed a button. */
export function summary({ announcedAt, deliveries }: Told): string {
  const open = deliveries.filter(isOpen)
  const last = Math.max(0, ...deliveries.map(({ settledAt = announcedAt }) => settledAt - announcedAt))
  const all = deliveries.length === 1 ? 'The service' : `All ${deliveries.length} services`
  if (deliveries.length === 0) return 'No service listens.'
  if (open.length === 0) return `${all} heard of it within ${duration(last)}.`
  // What takes a moment is not a failure yet.
  if (open.every(({ attempts, state }) => attempts === 0 && state === 'pending'))
    return 'The services are being told.'
  const missing = open.length === 1 ? 'one has' : `${open.length} have`
  return `${deliveries.length - open.length} of ${deliveries.length} services heard of it, ${missing} not yet.`
}

function progress(
  { announcedAt }: Signal,
  { state, attempts, settledAt = announcedAt, problem = '' }: Delivery,
): { text: string; mood: 'good' | 'waiting' | 'bad' } {
  const after = duration(settledAt - announcedAt)
  switch (state) {
    case 'delivered':
      return { text: `delivered after ${after}`, mood: 'good' }
    case 'acknowledged':
      return { text: `fetched after ${after}`, mood: 'good' }
    case 'rejected':
      return { text: `refused: ${problem}`, mood: 'bad' }
    case 'undeliverable':
      return { text: `waiting for a poll; the push was refused: ${problem}`, mood: 'bad' }
    case 'pending':
      return attempts === 0
        ? { text: 'on its way', mood: 'waiting' }
        : { text: `retrying, ${attempts} failed: ${problem}`, mood: 'waiting' }
  }
}

function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds} ms`
  const seconds = milliseconds / 1000
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`
}
