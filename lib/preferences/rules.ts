export const publicNameMaxLength = 50;
export const publicDescriptionMaxLength = 200;

/** All of them stand on one page that a recipient reads on a telephone. */
export const choosableTagsMax = 50;
