// Without its log: a line a request would only slow it down.
import { startFauxqs } from "fauxqs";

await startFauxqs({ logger: false, port: Number(process.argv[2]) });
