import { serve } from '@chain-of-trust/service-kit'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'

await serve('mock-idp', async () => {
  const config = readConfig()
  return { app: await buildApp(config), config }
})
