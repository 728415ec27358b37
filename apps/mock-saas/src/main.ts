import { serve } from '@chain-of-trust/service-kit'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'

await serve('mock-saas', async () => {
  const config = readConfig()
  return { app: await buildApp(config), config }
})
