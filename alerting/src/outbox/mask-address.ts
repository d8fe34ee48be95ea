/** A phone number, or another address, down to its last two characters: what a journal may hold of it. */
export const maskAddress = (address: string): string => `***${address.slice(-2)}`;
