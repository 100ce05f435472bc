import { invalidInput } from './refuse.ts'

/** Loads a library that the app brings. Throws `invalid-request` naming it where it is not installed. */
export async function loadOptional<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    if ((error as { readonly code?: unknown })?.code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw invalidInput({ [name]: `must be installed: npm install ${name}` }, 'options')
  }
}
