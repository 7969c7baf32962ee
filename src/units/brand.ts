declare const brand: unique symbol

/**
 * A value that has passed its parser: `Branded<string, 'Hour'>` is text to the machine and a type of its own to the
 * compiler. Only the parser of a brand may say `as`; everybody else has to ask it.
 */
export type Branded<Value, Name extends string> = Value & { readonly [brand]: Name }
