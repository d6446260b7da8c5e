export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

/**
 * The one use of locale in the agent: in which language a notice is written. It never leaves the device but as the
 * `language` of a shown notice in the ledger.
 * @param lang the account's LANG, such as `zh_CN.UTF-8`; null where it is not known.
 */
export const languageOf = (lang: string | null): Language => (/^zh([_.@-]|$)/i.test(lang ?? '') ? 'zh' : 'en')
