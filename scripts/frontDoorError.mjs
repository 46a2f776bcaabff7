/** A fault that the person at the terminal can mend: its message is all that is printed, without a stack. */
export class FrontDoorError extends Error {
  /**
   * @param {string} message what is wrong and what to do about it
   * @param {number} [exitCode] what the process ends with; 1 unless given
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.name = 'FrontDoorError';
    this.exitCode = exitCode;
  }
}
