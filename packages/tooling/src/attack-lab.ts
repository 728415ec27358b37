import { join } from 'node:path'
import { registration } from '@chain-of-trust/service-kit/registrations'
import { repositoryRoot } from './repository.ts'
import type { ServiceEntry } from './services.ts'

/**
 * The server behind the page's attack lab. It is none of the services: nothing depends on it, no image and no cluster has
 * it, and only `npm start` runs it, on loopback.
 */
export function attackLab(): ServiceEntry {
  const { name, url } = registration('attack-lab')
  const main = join(repositoryRoot, 'packages/checklist/src/lab-server/main.ts')
  return { name, url, port: Number(new URL(url).port), main }
}
