import type { Attack } from '../../attack.ts'
import { launched, serverOf } from '../../local/launcher.ts'
import type { Answer } from '../../http.ts'

const EXPORTED = { FAVOURITE: 'correct horse' }
const PRINTS_ENVIRONMENT = serverOf(
  "console.error(process.env['FAVOURITE']); hello(); lines.once('line', () => accepted())",
)

function secretSeen(answer: Answer): Answer {
  return { ...answer, accepted: answer.text.includes(EXPORTED.FAVOURITE) }
}

/** There is nothing to refuse: the server starts without it. Passed on by name, it is there. */
export const attack: Attack = {
  title: 'What somebody once exported into a shell reaches every server',
  playbook: 'CWE-526; field reports',
  controls: ['STD-2'],
  expected: { by: 'ai-host-cli', status: 0 },
  control: async () =>
    secretSeen(
      await launched({ server: PRINTS_ENVIRONMENT, options: ['--env', 'FAVOURITE'], env: EXPORTED }),
    ),
  attempt: async () => secretSeen(await launched({ server: PRINTS_ENVIRONMENT, env: EXPORTED })),
}
