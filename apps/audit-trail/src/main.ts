import { serve } from '@chain-of-trust/service-kit'
import { build } from './build.ts'

await serve('audit-trail', build)
