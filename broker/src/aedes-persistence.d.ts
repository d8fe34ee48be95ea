/** The store behind the package's default export, which wraps it in callbacks; its types lie in another folder than its code. */
declare module "aedes-persistence/asyncPersistence.js" {
  import MemoryPersistence = require("aedes-persistence/types/asyncPersistence.js");
  export default MemoryPersistence;
}
