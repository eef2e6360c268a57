/** Two years over HTTPS only, for every host below this one (RFC 6797). */
export const transportPolicy = "max-age=63072000; includeSubDomains";
