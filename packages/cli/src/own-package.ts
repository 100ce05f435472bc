import { readFileSync } from 'node:fs'

/** The folder of this package: the sources lie one floor below it in the repository, and what is built of them too. */
export const ownFolder: URL = new URL('../', import.meta.url)

const { version } = JSON.parse(readFileSync(new URL('package.json', ownFolder), 'utf8')) as { version: string }

export const ownVersion: string = version
