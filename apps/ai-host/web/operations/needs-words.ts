import type { Operation } from '../wire/operation.ts'

interface Words {
  title: string
  button: string
  /** What happens next. */
  next: string
}

const AFTERWARDS: Record<Operation['kind'], string> = {
  tool_call: 'Then this same call goes on by itself, once. You need not ask again.',
  job: 'Then the job goes on by itself, once. Its result is kept under “Jobs”.',
}

const WORDS: Record<'step_up' | 'consent' | 'sign_in', Words> = {
  step_up: {
    title: 'Confirm that it is you',
    button: 'Confirm that it is you',
    next: 'A window of your identity provider opens.',
  },
  consent: {
    title: 'Your consent is needed',
    button: 'Give consent',
    next: 'A window of your identity provider shows the permissions that are asked for.',
  },
  sign_in: {
    title: 'Sign in again',
    button: 'Sign in again',
    next: 'A window of your identity provider opens.',
  },
}

const RUNNING: Words = { title: 'It goes on', button: '', next: 'Its result comes by itself.' }

const INTERRUPTED: Words = {
  title: 'It was interrupted',
  button: 'Try again',
  next: 'It may have happened: look before you try again.',
}

/** What an operation asks of the person. */
export function needsWords({ kind, state, needs }: Operation): Words {
  if (state === 'interrupted') return INTERRUPTED
  // What it waited for is not told any more.
  if (state === 'running') return RUNNING
  const words = WORDS[needs === undefined || needs.kind === 'link' ? 'step_up' : needs.kind]
  return { ...words, next: `${words.next} ${AFTERWARDS[kind]}` }
}
