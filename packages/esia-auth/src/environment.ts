/** Which ESIA: the one of citizens, or the stand for tests with invented ones. */
export type EsiaEnvironment = 'test' | 'production'

/** Addresses [2+] and issuers [1]; the issuer is http with a slash at the end. */
export const environments: {
  readonly [E in EsiaEnvironment]: { readonly baseUrl: string; readonly issuer: string }
} = {
  production: { baseUrl: 'https://esia.gosuslugi.ru', issuer: 'http://esia.gosuslugi.ru/' },
  test: { baseUrl: 'https://esia-portal1.test.gosuslugi.ru', issuer: 'http://esia-portal1.test.gosuslugi.ru/' },
}
