/** All features of the protocol, as a peer would name them. */
export const allFeatures = ['cancel', 'progress', 'streams', 'callbacks', 'attachments'] as const;
