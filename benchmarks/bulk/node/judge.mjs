// Judges all people of task.json, one at a time, by json-rules-engine; writes masks by post, and its own times.
import { readFileSync, writeFileSync } from "node:fs";
import { Engine } from "json-rules-engine";

const folder = process.argv[2];
const task = JSON.parse(readFileSync(`${folder}/task.json`, "utf8"));
const engines = new Map(Object.entries(task.rules).map(([post, rules]) => [post, new Engine(rules)]));
const answers = {};
const started = process.hrtime.bigint();
const before = process.cpuUsage();
for (const [post, people] of Object.entries(task.people)) {
  const engine = engines.get(post);
  const found = [];
  for (const person of people) {
    const { events } = await engine.run(person);
    let unmet = 0;
    let unknown = 0;
    for (const { params } of events) {
      if (params.status === 2) unmet |= 1 << params.number;
      else unknown |= 1 << params.number;
    }
    found.push([unmet, unknown]);
  }
  answers[post] = found;
}
const used = process.cpuUsage(before);
const wall = Number(process.hrtime.bigint() - started) / 1e9;
writeFileSync(`${folder}/answers.json`, JSON.stringify(answers));
const times = { wall, cpu: (used.user + used.system) / 1e6, peak_mb: process.resourceUsage().maxRSS / 1000 };
writeFileSync(`${folder}/times.json`, JSON.stringify(times));
