/**
 * The console's script. It renders nothing: what it shows is the page, fetched anew, region by region.
 * Regions are marked `data-live`; what can be pressed inside them has an id, so that the focus stays where it was.
 */
const SOON = 250
const LATER = 2000
/** The services first: while they are told, the tenant need not write pages. */
const AFTER_ACTION = 50
/** For how long an action's own sentence is followed by what becomes of its event. Milliseconds. */
const FOLLOW = 15_000

const status = document.getElementById('status')
const editor = document.getElementById('editor')
const json = document.getElementById('json')
const problem = document.getElementById('json-problem')

/** The server's text of each region, to change only what has changed. */
const shown = new Map()
/** The last thing that was done here, until its event has arrived everywhere. */
let following
let timer

async function api(method, path, body) {
  const response = await fetch(`/console/api${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.message ?? `answered ${response.status}`)
  return answer
}

async function refresh() {
  clearTimeout(timer)
  try {
    const response = await fetch('/console')
    if (!response.ok) throw new Error(`answered ${response.status}`)
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
    for (const region of document.querySelectorAll('[data-live]'))
      replace(region, fresh.getElementById(region.id))
    offerPolicies(fresh.getElementById('json').value)
    follow()
  } catch (error) {
    say(`The tenant does not answer (${error.message}).`, 'bad')
  }
  clearTimeout(timer)
  const open = document.querySelector('.signal[data-open="true"]') !== null
  timer = setTimeout(refresh, open || following !== undefined ? SOON : LATER)
}

function replace(region, fresh) {
  if (fresh === null || shown.get(region.id) === fresh.innerHTML) return
  shown.set(region.id, fresh.innerHTML)
  const focused = region.contains(document.activeElement) ? document.activeElement.id : ''
  region.replaceChildren(...fresh.childNodes)
  showLocalTimes(region)
  if (focused !== '') document.getElementById(focused)?.focus({ preventScroll: true })
}

function showLocalTimes(region) {
  for (const time of region.querySelectorAll('time')) {
    time.textContent = new Date(time.dateTime).toLocaleTimeString()
  }
}

function say(text, mood = 'good') {
  if (status.textContent === text) return
  status.textContent = text
  status.dataset.mood = mood
}

/** Adds to the sentence about the last action how far its event has come. */
function follow() {
  const latest = document.querySelector('.signal')
  if (following === undefined || latest === null) return
  say(`${following.done}. ${latest.dataset.summary}`, latest.dataset.open === 'true' ? 'waiting' : 'good')
  if (latest.dataset.open === 'false' || Date.now() > following.until) following = undefined
}

async function act(button, perform) {
  // Not `disabled`: a disabled button loses the focus.
  if (button.getAttribute('aria-busy') === 'true') return
  button.setAttribute('aria-busy', 'true')
  try {
    await perform()
    await new Promise((resolve) => setTimeout(resolve, AFTER_ACTION))
    following = { done: button.dataset.done, until: Date.now() + FOLLOW }
    await refresh()
  } catch (error) {
    say(`That did not work: ${error.message}`, 'bad')
  }
  button.removeAttribute('aria-busy')
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button')
  if (button === null) return
  const { user, action, value, policy } = button.dataset
  if (user !== undefined) {
    // What is so already stays so, and is no news.
    if (button.getAttribute('aria-pressed') === 'true') return
    void act(button, () =>
      api('POST', `/users/${user}`, value === undefined ? { action } : { action, value }),
    )
  }
  if (policy !== undefined) void act(button, () => toggle(policy))
})

async function toggle(id) {
  const policies = await api('GET', '/policies')
  const flip = (state) => (state === 'enabled' ? 'disabled' : 'enabled')
  await api(
    'PUT',
    '/policies',
    policies.map((policy) => (policy.id === id ? { ...policy, state: flip(policy.state) } : policy)),
  )
}

/** Into the editor, unless somebody is writing there. */
function offerPolicies(text) {
  if (json.value !== json.defaultValue) return
  json.defaultValue = json.value = text
}

function complain(text) {
  problem.textContent = text
  problem.hidden = text === ''
  json.setAttribute('aria-invalid', String(text !== ''))
}

editor.addEventListener('submit', (event) => {
  event.preventDefault()
  void save()
})

async function save() {
  try {
    const saved = await api('PUT', '/policies', JSON.parse(json.value))
    json.defaultValue = json.value = JSON.stringify(saved, undefined, 2)
    complain('')
    following = { done: 'Policies saved', until: Date.now() + FOLLOW }
    await refresh()
  } catch (error) {
    complain(error.message)
  }
}

document.getElementById('discard').addEventListener('click', () => {
  json.value = json.defaultValue
  complain('')
})

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') void refresh()
  else clearTimeout(timer)
})

showLocalTimes(document)
void refresh()
