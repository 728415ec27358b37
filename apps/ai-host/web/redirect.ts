/**
 * The redirect URI: the identity provider sends the popup, or the hidden frame, here. It hands the answer to
 * the page that waits (by BroadcastChannel, so no opener is needed) and closes.
 */
import { broadcastResponseToMainFrame } from '@azure/msal-browser/redirect-bridge'
import './styles/tokens.css'
import './styles/bridge.css'

broadcastResponseToMainFrame().catch(() => {
  // Somebody opened this address by hand, or the answer was cut off.
  const state = document.querySelector('#state')
  if (state) state.textContent = 'There is no sign-in answer here. Close this window and sign in again.'
})
