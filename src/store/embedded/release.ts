/** The PostgreSQL that the npm platform packages in package.json bring. Data folders are named by `MAJOR`. */
export const VERSION = '18.4'
export const MAJOR = '18'
