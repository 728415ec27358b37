import { serve } from '@chain-of-trust/service-kit'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'

await serve('ai-host', async () => {
  const config = readConfig()
  return { app: await buildApp(config), config }
})
