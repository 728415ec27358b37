import type { Attack } from '../../attack.ts'
import { launched } from '../../local/launcher.ts'

const TOKEN = `eyJhbGciOiJub25lIn0.${'e'.repeat(40)}.sig`

export const attack: Attack = {
  title: 'A variable with a token in it, passed on to the server by name',
  playbook: 'playbook: no token in environment variables',
  controls: ['STD-1', 'PIT-2'],
  expected: { by: 'ai-host-cli', status: 78 },
  control: () => launched({ options: ['--env', 'LANG'], env: { LANG: 'C' } }),
  attempt: () => launched({ options: ['--env', 'API_TOKEN'], env: { API_TOKEN: TOKEN } }),
}
