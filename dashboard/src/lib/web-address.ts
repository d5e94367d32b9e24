/** Whether text from outside may become a link: http and https only, so no `javascript:`. */
export const isWebAddress = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text);
