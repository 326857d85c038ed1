/** On a message that waits for nobody's turn (`Outgoing.isUrgent`); who does not know it loses nothing but time. */
export const URGENT_HEADER = 'x-urgent';
