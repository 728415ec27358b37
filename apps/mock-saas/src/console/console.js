/** The console's script. It renders nothing: what it shows is the page, fetched anew. */
const EVERY = 2000
const status = document.getElementById('status')
let timer

async function send(method, path, body) {
  const response = await fetch(`/console/api/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error((await response.json()).message ?? `answered ${response.status}`)
}

async function refresh() {
  clearTimeout(timer)
  try {
    const fresh = new DOMParser().parseFromString(await (await fetch('/console')).text(), 'text/html')
    for (const region of document.querySelectorAll('[data-live]')) {
      const next = fresh.getElementById(region.id)
      if (next === null || next.innerHTML === region.innerHTML) continue
      // Who works with the keyboard stays where they were.
      const focused = region.contains(document.activeElement) ? document.activeElement.id : ''
      region.replaceChildren(...next.childNodes)
      if (focused !== '') document.getElementById(focused)?.focus({ preventScroll: true })
    }
  } catch {
    status.textContent = 'The service does not answer.'
  }
  timer = setTimeout(refresh, EVERY)
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button')
  if (button !== null) void press(button)
})

async function press(button) {
  const { provider, mode, revoke } = button.dataset
  if (provider === undefined) return
  try {
    if (mode !== undefined) await send('PUT', provider, { mode })
    if (revoke !== undefined) await send('POST', `${provider}/grants/revoke`, { account: revoke })
    status.textContent =
      mode === undefined ? `${revoke}: revoked` : `${provider}: ${button.textContent.trim()}`
    await refresh()
  } catch (error) {
    status.textContent = `That did not work: ${error.message}`
  }
}

void refresh()
