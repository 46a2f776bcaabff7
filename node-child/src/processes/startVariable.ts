/** The variable of a program's environment by which its watchdog finds it, before it has been told the number. */
export const START_VARIABLE = 'NODEPIPE_START';
