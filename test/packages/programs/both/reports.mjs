import { currentCall } from 'nodepipe';

/** @param {number} year */
export const title = async (year) => {
  const company = await currentCall().host.invoke('company');
  return `${company}, ${year}`;
};

export const refusal = async () => {
  try {
    await currentCall().host.invoke('nothing of this name');
    return 'no error';
  } catch (error) {
    return String(error);
  }
};
