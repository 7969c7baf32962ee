/** How fast a receiver may be written to: so many in any sixty seconds. */
const MINUTE_MS = 60_000

export class Pace {
  readonly #perMinute: number
  /** When the last ones went, oldest first. */
  #gone: number[] = []

  constructor(perMinute: number) {
    this.#perMinute = perMinute
  }

  /** Waits until one more may go, and counts it. */
  async wait({
    now,
    pause,
  }: {
    readonly now: () => number
    readonly pause: (ms: number) => Promise<void>
  }): Promise<void> {
    for (;;) {
      const at = now()
      this.#gone = this.#gone.filter((gone) => gone > at - MINUTE_MS)
      const [oldest] = this.#gone
      if (oldest === undefined || this.#gone.length < this.#perMinute) {
        this.#gone.push(at)
        return
      }
      await pause(oldest + MINUTE_MS - at)
    }
  }
}
