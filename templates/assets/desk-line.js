// Decisions on their way: sent one after another in the order pressed, so that nobody waits for an answer to read on.
// A job is what one press asks for: { action, body, form, row, words, isPassed }; isPassed: the next row was gone to.
class DecisionLine {
  #jobs = [];

  // settled: told once the line is empty what became of each: { kept, refused, lost, isSignedOut }; the lost are jobs,
  // the others { job, answer }.
  constructor(settled) {
    this.settled = settled;
    addEventListener("beforeunload", (event) => { if (this.isBusy) event.preventDefault(); });
  }

  get isBusy() { return this.#jobs.length > 0; }

  async send(job) {
    if (this.#jobs.push(job) > 1) return;
    const done = { kept: [], refused: [], lost: [], isSignedOut: false };
    while (this.isBusy) {
      await this.#sendFirst(done);
      this.#jobs.shift();
    }
    this.settled(done);
  }

  // What follows a job that got no answer is not tried: the moderator decides anew, having seen what was lost.
  async #sendFirst(done) {
    const [job] = this.#jobs;
    const answer = done.lost.length ? null : await DecisionLine.post(job.action, job.body).catch(() => null);
    const isOurs = answer && new URL(answer.url).pathname.startsWith("/moderate/");
    if (answer && answer.status < 500 && !isOurs) done.isSignedOut = true;
    if (!isOurs || answer.status >= 500) done.lost.push(job);
    else if (answer.ok || answer.status === 422) done.kept.push({ job, answer });
    else done.refused.push({ job, answer });
  }

  // keepalive: what was pressed is still sent when the page is left.
  static async post(action, body) {
    const answer = await fetch(action, { method: "POST", body, keepalive: true });
    const { url, ok, status, redirected } = answer;
    return { url, ok, status, isPage: redirected, text: await answer.text() };
  }
}
