import { html, type Html } from '@chain-of-trust/service-kit/pages'
import type { Policy } from '../../conditional-access/policy.ts'
import type { IdentityProvider } from '../../identity-provider.ts'

/** A switch for each policy, and all of them as JSON. */
export function policies({ policies }: IdentityProvider): Html {
  const list = policies.list()
  return html`<div id="policies-list" data-live>
      <ul class="policies">
        ${list.map((policy) => html`<li>${row(policy)}</li>`)}
      </ul>
    </div>
    <details>
      <summary>Edit as JSON</summary>
      <form id="editor">
        <label for="json">Policies</label>
        <textarea id="json" spellcheck="false" autocapitalize="off" rows="18" aria-describedby="json-problem">
${JSON.stringify(list, null, 2)}</textarea>
        <p id="json-problem" class="problem" role="alert" hidden></p>
        <div class="acts">
          <button class="primary">Save policies</button>
          <button type="button" id="discard">Discard changes</button>
        </div>
      </form>
    </details>`
}

function row({ id, displayName, state, conditions, grantControls, sessionControls }: Policy): Html {
  const enabled = state === 'enabled'
  const demands = [
    ...(grantControls === undefined ? [] : [CONTROLS[grantControls.control]]),
    ...(sessionControls === undefined ? [] : [`sign in every ${sessionControls.signInFrequency} s`]),
  ]
  const { users, applications } = conditions
  const whom = users === 'all' ? 'everybody' : 'some people'
  const what = applications === 'all' ? 'every application' : applications.join(', ')
  return html`<div class="who">
      <span class="name" id="${id}-name">${displayName}</span>
      <span class="detail">${demands.join(', ')}, for ${whom}, at ${what}</span>
    </div>
    <button
      id="${id}"
      class="switch"
      role="switch"
      aria-checked="${String(enabled)}"
      aria-labelledby="${id}-name"
      data-policy="${id}"
      data-done="${displayName}: ${enabled ? 'disabled' : 'enabled'}"
    >
      <span aria-hidden="true">${enabled ? 'On' : 'Off'}</span>
    </button>`
}

const CONTROLS: Record<NonNullable<Policy['grantControls']>['control'], string> = {
  block: 'block',
  mfa: 'a second factor',
  compliantDevice: 'a compliant device',
  authenticationContext: 'an authentication context',
}
