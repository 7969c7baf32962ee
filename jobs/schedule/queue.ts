/** One job at a time: together they stay within the memory that one may take, and bills find the rates of the same minute. */
export interface Due<Job> {
  readonly job: Job
  /** The moment of the timetable; undefined: it follows from another job. */
  readonly at: Date | undefined
}

/**
 * What is due waits here, in the order of the list and each job once: a job that is late answers its last moment only, for it
 * finds by itself what the others would have found.
 */
export class Queue<Job> {
  readonly #order: readonly Job[]
  readonly #work: (due: Due<Job>) => Promise<void>
  readonly #waiting = new Map<Job, Date | undefined>()
  #running: Promise<void> | undefined
  #closed = false

  /** `work` throws nothing. */
  constructor(order: readonly Job[], work: (due: Due<Job>) => Promise<void>) {
    this.#order = order
    this.#work = work
  }

  get closed(): boolean {
    return this.#closed
  }

  add({ job, at }: Due<Job>): void {
    if (this.#closed) return
    this.#waiting.set(job, at ?? this.#waiting.get(job))
    this.#running ??= this.#runAll()
  }

  /** Takes nothing more, forgets what waits, and resolves when the job that runs has ended. */
  async close(): Promise<void> {
    this.#closed = true
    this.#waiting.clear()
    await this.#running
  }

  async #runAll(): Promise<void> {
    await Promise.resolve() // what is added in the same breath is put in order first
    for (let next = this.#next(); next !== undefined; next = this.#next()) await this.#work(next)
    this.#running = undefined
  }

  #next(): Due<Job> | undefined {
    const job = this.#order.find((one) => this.#waiting.has(one))
    if (job === undefined) return undefined
    const at = this.#waiting.get(job)
    this.#waiting.delete(job)
    return { job, at }
  }
}
