import type { Attack } from '../../attack.ts'
import { launched } from '../../local/launcher.ts'

export const attack: Attack = {
  title: 'A variable that makes Node.js load a script into the server',
  playbook: 'CWE-427',
  controls: ['STD-2'],
  expected: { by: 'ai-host-cli', status: 78 },
  control: () => launched({ options: ['--env', 'LANG'], env: { LANG: 'C' } }),
  attempt: () => launched({ options: ['--env', 'NODE_OPTIONS'], env: { NODE_OPTIONS: '--no-warnings' } }),
}
