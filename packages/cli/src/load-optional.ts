import { UsageError } from './usage-error.ts'

/** Loads a package that its user may not have installed. */
export async function loadOptional<T>(name: string, importing: () => Promise<T>): Promise<T> {
  try {
    return await importing()
  } catch (error) {
    const { code, message = '' } = error as { code?: string; message?: string }
    if (code !== 'ERR_MODULE_NOT_FOUND' || !message.includes(`'${name}'`)) throw error
    throw new UsageError(`${name} is not installed here: npm install ${name}`)
  }
}
