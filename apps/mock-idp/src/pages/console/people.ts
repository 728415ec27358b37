import { html, type Html } from '@chain-of-trust/service-kit/pages'
import { NAMED_LOCATIONS } from '../../conditional-access/named-locations.ts'
import { Device, Risk } from '../../conditional-access/policy.ts'
import type { Action } from '../../endpoints/console-actions.ts'
import type { IdentityProvider } from '../../identity-provider.ts'
import type { Account } from '../../state/accounts.ts'
import { instant } from './instant.ts'

const RISKS = { none: 'None', low: 'Low', medium: 'Medium', high: 'High' } satisfies Record<Risk, string>
const DEVICES = { compliant: 'Compliant', notCompliant: 'Not compliant' } satisfies Record<Device, string>

/** Everybody, with their state and what can be done to them. */
export function people({ accounts }: IdentityProvider): Html {
  return html`<ul class="cards">
    ${accounts.all().map((account) => html`<li>${card(account)}</li>`)}
  </ul>`
}

function card(account: Account): Html {
  const { oid, displayName, userPrincipalName, jobTitle, accountEnabled, risk, device, location } = account
  return html`<article class="card" aria-labelledby="${oid}-name">
    <header>
      <h3 id="${oid}-name">${displayName}</h3>
      ${accountEnabled ? undefined : html`<span class="badge bad">Disabled</span>`}
      <p class="detail">${userPrincipalName}<br />${jobTitle}</p>
    </header>
    <div class="acts">
      ${
        accountEnabled
          ? act(account, { action: 'disable' }, 'Disable', 'is disabled')
          : act(account, { action: 'enable' }, 'Enable', 'is enabled')
      }
      ${act(account, { action: 'revokeSessions' }, 'Revoke sessions', 'has to sign in again')}
      ${act(account, { action: 'changePassword' }, 'Change password', 'has a new password')}
    </div>
    ${choice(
      account,
      'Risk',
      Risk.options.map((value) => ({
        action: { action: 'setRisk', value },
        label: RISKS[value],
        chosen: value === risk,
        done: `has the user risk ${RISKS[value].toLowerCase()}`,
      })),
    )}
    ${choice(
      account,
      'Device',
      Device.options.map((value) => ({
        action: { action: 'setDevice', value },
        label: DEVICES[value],
        chosen: value === device,
        done: `has a device that is ${DEVICES[value].toLowerCase()}`,
      })),
    )}
    ${choice(
      account,
      'Location',
      NAMED_LOCATIONS.map(({ displayName: value }) => ({
        action: { action: 'setLocation', value },
        label: value,
        chosen: value === location,
        done: `is at: ${value}`,
      })),
    )}
    ${since(account)}
  </article>`
}

/** @param done continues the name in a sentence, once it is so */
function act({ oid, displayName }: Account, { action }: Action, label: string, done: string): Html {
  return html`<button
    id="${oid}-${action}"
    data-user="${oid}"
    data-action="${action}"
    data-done="${displayName} ${done}"
  >
    ${label}
  </button>`
}

interface Option {
  action: Extract<Action, { value: string }>
  label: string
  chosen: boolean
  done: string
}

function choice({ oid, displayName }: Account, title: string, options: readonly Option[]): Html {
  return html`<div class="choice" role="group" aria-label="${title} of ${displayName}">
    <span class="label" aria-hidden="true">${title}</span>
    ${options.map(
      ({ action: { action, value }, label, chosen, done }) =>
        html`<button
          id="${oid}-${action}-${value.replaceAll(' ', '-')}"
          aria-pressed="${String(chosen)}"
          data-user="${oid}"
          data-action="${action}"
          data-value="${value}"
          data-done="${displayName} ${done}"
        >
          ${label}
        </button>`,
    )}
  </div>`
}

function since({ tokensValidFrom, passwordChangedAt }: Account): Html | undefined {
  if (tokensValidFrom === 0) return undefined
  return html`<p class="note">
    Tokens count from
    ${instant(tokensValidFrom * 1000)}${
      passwordChangedAt === undefined
        ? undefined
        : html`, password changed ${instant(passwordChangedAt * 1000)}`
    }
  </p>`
}
