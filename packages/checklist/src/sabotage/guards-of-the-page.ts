import type { Guard } from './guard.ts'

type Row = [guard: string, file: string, cut: string, paste: string, test: string, tests?: string]

const of = (rows: Row[]): Guard[] =>
  rows.map(([guard, file, cut, paste, test, tests = file]) => ({
    guard: `the page: ${guard}`,
    file: `apps/ai-host/web/${file}.ts`,
    cut,
    paste,
    red: { file: `apps/ai-host/web/${tests}.test.ts`, test },
  }))

/** What the person's own browser holds to, in `apps/ai-host/web`. */
export const page = of([
  [
    'what waits is not sent again',
    'auth/resource-fetch',
    '|| refusal.operation !== undefined',
    '',
    'behind their back',
  ],
  [
    'one account from the question to the confirmation',
    'auth/access-token',
    'if (answer.account.homeAccountId !== account.homeAccountId)',
    'if (false)',
    'another account that is chosen',
  ],
  [
    'a double click opens one window',
    'operations/operation-desk',
    'if (now - (this.#began.get(id) ?? -Infinity) < DOUBLE_CLICK) return',
    '',
    'a double click opens one window',
  ],
  [
    'a cancelled operation stays cancelled',
    'operations/operation-desk',
    "if (overtaken()) return false\n      this.#note(id, { phase: 'resuming' })",
    "this.#note(id, { phase: 'resuming' })",
    'cancelled while the window is open',
  ],
  [
    'blocked is not a step-up',
    'failure/kind-of-sign-in',
    "if (error.subError === 'message_only') return 'blocked'",
    '',
    'blocked by an unknown number beside the same suberror',
    'failure/failure',
  ],
  [
    'a window only where a person is needed',
    'auth/challenge',
    "return hasOnly(asked, 'access_token') && hasOnly(asked['access_token'], 'nbf')",
    'return true',
    'can be met without the person: false',
  ],
])
